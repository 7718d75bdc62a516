#pragma once

#include "ui/bridge/history_session.h"

#include <functional>
#include <map>
#include <optional>

namespace vitrine::test {

/// The history of the fake products: sets of changes are applied to them, and undone, at once. Replies are ready when
/// they are returned; `hold` parks those of apply(), undo() and resume() until release().
class FakeHistory : public ui::HistorySession
{
public:
    using Read = std::function<catalog::Product(const ProductKey &)>;
    using Write = std::function<void(const catalog::Product &)>;
    using Take = std::function<void(const ProductKey &, bool gone)>;
    FakeHistory(Read read, Write write, Take take)
        : m_read(std::move(read)), m_write(std::move(write)), m_take(std::move(take))
    {
    }

    std::optional<Error> failRead, failChange;
    int reads = 0;
    QVector<quint64> undone; ///< sets, in order
    QStringList reasons;
    QString readOnly; ///< why nothing can be changed
    QVector<ProductKey> changedMeanwhile; ///< a removal refuses these
    CancelToken lastCancel;
    void hold() { m_holding = true; }
    void release();
    /// A change behind the screen's back, recorded as an edit of `author`.
    void record(const catalog::Product &after, const QString &author);

    Reply<QVector<catalog::HistoryEntry>> ofProduct(const ProductKey &key, int limit, quint64 before) override;
    Reply<catalog::Product> productAt(const ProductKey &key, qint64 atMs) override;
    Reply<QVector<catalog::ChangeSet>> sets(int limit, quint64 before) override;
    Reply<QVector<catalog::HistoryEntry>> ofSet(quint64 set, int limit, quint64 after) override;
    Reply<QVector<catalog::RefusedChange>> refusedBy(quint64 set, int limit) override;
    Reply<catalog::ChangeSet> restore(quint64 entry) override;
    Reply<catalog::ChangeSet> undo(quint64 set, const CancelToken &cancel) override;
    Reply<catalog::ChangeSet> resume(quint64 set, const CancelToken &cancel) override;
    Reply<catalog::ChangeSet> apply(const catalog::BulkEdit &edit, const QString &reason,
                                    const CancelToken &cancel) override;
    Reply<catalog::ChangeSet> remove(const catalog::BulkRemoval &removal, const CancelToken &cancel) override;
    QString readOnlyReason() const override { return readOnly; }
    Reply<catalog::BulkPreview> preview(const catalog::BulkEdit &edit, const CancelToken &cancel) override;
    Progress progress() const override { return {50, 100}; }

private:
    static ProductKey keyOf(ProductId id);
    Reply<catalog::ChangeSet> delivered(const CancelToken &cancel, const std::function<Result<catalog::ChangeSet>()> &run);
    void advance(catalog::ChangeSet &set, const catalog::BulkEdit &edit, qint64 end);
    catalog::ChangeSet newSet(catalog::ChangeKind kind);
    bool write(catalog::ChangeSet &set, const catalog::Product &before, catalog::Product after,
               const catalog::ChangeNote &note);

    Read m_read;
    Write m_write;
    Take m_take;
    std::map<quint64, QVector<ProductKey>> m_taken; ///< by the set that did, or undid it
    QVector<catalog::HistoryEntry> m_entries; ///< oldest first
    std::map<quint64, catalog::ChangeSet> m_sets;
    std::map<quint64, catalog::BulkEdit> m_edits;
    std::map<quint64, QVector<catalog::RefusedChange>> m_refused;
    bool m_holding = false;
    std::vector<std::function<void()>> m_held;
};

} // namespace vitrine::test
