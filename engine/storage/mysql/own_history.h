#pragma once

#include "base/clock.h"
#include "storage/mysql/set_rows.h"
#include "storage/mysql/settled_writes.h"

namespace vitrine::storage::mysql {

/// The history of a catalog of Vitrine's own in MariaDB. Sets are continued by short transactions, each of which holds the
/// set's row: of two processes that continue one, each does other products; what is killed goes on where the last commit
/// left it. Thread-safe.
class OwnHistory final : public catalog::ProductHistory
{
public:
    OwnHistory(SettledWrites &writes, const Clock &clock) : m_writes(writes), m_clock(clock) {}

    Result<QVector<catalog::HistoryEntry>> ofProduct(const ProductKey &key, int limit, quint64 before) override;
    Result<QVector<catalog::HistoryEntry>> ofSet(quint64 set, int limit, quint64 after) override;
    Result<catalog::Product> productAt(const ProductKey &key, qint64 atMs) override;
    Result<QVector<catalog::ChangeSet>> sets(int limit, quint64 before) override;
    Result<catalog::ChangeSet> set(quint64 id) override;
    Result<QVector<catalog::RefusedChange>> refusedBy(quint64 set, int limit) override;

    Result<catalog::ChangeSet> begin(const catalog::BulkEdit &edit, const catalog::ChangeNote &note) override;
    Result<catalog::ChangeSet> beginRemoval(const catalog::BulkRemoval &removal, const catalog::ChangeNote &note) override;
    Result<catalog::ChangeSet> beginUndo(quint64 set, const catalog::ChangeNote &note) override;
    Result<catalog::ChangeSet> beginRestore(quint64 entry, const catalog::ChangeNote &note) override;
    Result<catalog::ChangeSet> advance(quint64 set, int products) override;
    Result<catalog::ChangeSet> beginImport(const QString &what, const catalog::ChangeNote &note) override;
    std::unique_ptr<catalog::ProductWriter> writerFor(quint64 set) override;
    Status finish(quint64 set, qint64 products, qint64 changed, qint64 refused) override;

private:
    /// What a set changed, as far as its history was read.
    struct Changed
    {
        Roaring products;
        quint64 upTo = 0; ///< the last entry
    };

    template <typename T>
    Result<T> run(const QString &what, const std::function<T(WriteTransaction &)> &body)
    {
        return m_writes.transactions().run<T>(what, body);
    }
    catalog::ChangeSet newSet(catalog::ChangeKind kind, const catalog::ChangeNote &note, const QString &what) const;
    /// Stores it, so that a commit whose answer is lost is recognised.
    static void store(WriteTransaction &transaction, catalog::ChangeSet &set, const QString &spec, const std::optional<Roaring> &selection);
    Status readOn(quint64 set, Changed &changed);
    qint64 nowMs() const;

    SettledWrites &m_writes;
    const Clock &m_clock;
};

} // namespace vitrine::storage::mysql
