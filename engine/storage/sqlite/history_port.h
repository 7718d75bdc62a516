#pragma once

#include "base/clock.h"
#include "catalog/history.h"
#include "storage/sqlite/reader_pool.h"
#include "storage/sqlite/writer.h"

namespace vitrine::storage::sqlite {

class ChangeSets;

/// The history: read in one snapshot a call, changed on the writer's thread. Thread-safe.
class HistoryPort final : public catalog::ProductHistory
{
public:
    HistoryPort(Writer &writer, ReaderPool &readers, const Clock &clock)
        : m_writer(writer), m_readers(readers), m_clock(clock)
    {
    }

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
    /// f(reader, its database) in one snapshot.
    template <typename F>
    auto read(F &&f) -> std::invoke_result_t<F, TruthReader &, sqlite3 *>;
    /// f(sets), which returns the set it is about, on the writer's thread; that set.
    Result<catalog::ChangeSet> change(const std::function<quint64(ChangeSets &)> &f);

    Writer &m_writer;
    ReaderPool &m_readers;
    const Clock &m_clock;
};

} // namespace vitrine::storage::sqlite
