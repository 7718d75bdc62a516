#pragma once

#include "app/runtime/runtime.h"
#include "ui/bridge/history_session.h"

#include <QThreadPool>

#include <mutex>

namespace vitrine::app {

/// The history of an engine in this process: reads on one thread, changes one after the other on another. Any thread.
class LocalHistory final : public ui::HistorySession
{
public:
    explicit LocalHistory(Runtime &runtime);
    ~LocalHistory() override; ///< stops what is running, which can be continued later, and waits for it

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
    Reply<catalog::BulkPreview> preview(const catalog::BulkEdit &edit, const CancelToken &cancel) override;
    QString readOnlyReason() const override;
    Progress progress() const override;

private:
    using Begin = std::function<Result<catalog::ChangeSet>(catalog::ProductHistory &)>;
    Reply<catalog::ChangeSet> run(Begin begin, const CancelToken &cancel);
    Result<catalog::ProductHistory *> history() const;
    void show(qint64 done, qint64 products);
    void started(const CancelToken &cancel);

    Runtime &m_runtime;
    QThreadPool m_reads, m_changes; ///< one thread each
    mutable std::mutex m_mutex;
    Progress m_progress;   // by m_mutex
    CancelToken m_running; // by m_mutex
    CancelToken m_closing;
};

} // namespace vitrine::app
