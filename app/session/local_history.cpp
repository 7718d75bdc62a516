#include "app/session/local_history.h"

#include "app/runtime/user_name.h"

#include <QtConcurrent>

namespace vitrine::app {

namespace {

constexpr int PreviewSamples = 100;

Error closing() { return {ErrorCode::Cancelled, QStringLiteral("the application is closing"), {}, {}}; }

} // namespace

LocalHistory::LocalHistory(Runtime &runtime) : m_runtime(runtime)
{
    m_reads.setMaxThreadCount(1);
    m_changes.setMaxThreadCount(1);
}

LocalHistory::~LocalHistory()
{
    m_closing.request();
    {
        std::lock_guard lock(m_mutex);
        m_running.request();
    }
    m_reads.clear();
    m_changes.clear();
    m_reads.waitForDone();
    m_changes.waitForDone();
}

Result<catalog::ProductHistory *> LocalHistory::history() const
{
    if (catalog::ProductHistory *history = m_runtime.catalog().history)
        return history;
    return Error{ErrorCode::InvalidArgument, QStringLiteral("this catalog keeps no history"), {},
                 QStringLiteral("It is a shop's own database, which is only read: import it to edit and to undo")};
}

void LocalHistory::show(qint64 done, qint64 products)
{
    std::lock_guard lock(m_mutex);
    m_progress = {done, products};
}

void LocalHistory::started(const CancelToken &cancel)
{
    std::lock_guard lock(m_mutex);
    m_progress = {};
    m_running = cancel;
}

ui::HistorySession::Progress LocalHistory::progress() const
{
    std::lock_guard lock(m_mutex);
    return m_progress;
}

LocalHistory::Reply<QVector<catalog::HistoryEntry>> LocalHistory::ofProduct(const ProductKey &key, int limit,
                                                                            quint64 before)
{
    return QtConcurrent::run(&m_reads, [=, this] {
        return history().andThen([&](catalog::ProductHistory *past) { return past->ofProduct(key, limit, before); });
    });
}

LocalHistory::Reply<catalog::Product> LocalHistory::productAt(const ProductKey &key, qint64 atMs)
{
    return QtConcurrent::run(&m_reads, [=, this] {
        return history().andThen([&](catalog::ProductHistory *past) { return past->productAt(key, atMs); });
    });
}

LocalHistory::Reply<QVector<catalog::HistoryEntry>> LocalHistory::ofSet(quint64 set, int limit, quint64 after)
{
    return QtConcurrent::run(&m_reads, [=, this] {
        return history().andThen([&](catalog::ProductHistory *past) { return past->ofSet(set, limit, after); });
    });
}

LocalHistory::Reply<QVector<catalog::RefusedChange>> LocalHistory::refusedBy(quint64 set, int limit)
{
    return QtConcurrent::run(&m_reads, [=, this] {
        return history().andThen([&](catalog::ProductHistory *past) { return past->refusedBy(set, limit); });
    });
}

LocalHistory::Reply<QVector<catalog::ChangeSet>> LocalHistory::sets(int limit, quint64 before)
{
    return QtConcurrent::run(&m_reads, [=, this] {
        return history().andThen([&](catalog::ProductHistory *past) { return past->sets(limit, before); });
    });
}

LocalHistory::Reply<catalog::ChangeSet> LocalHistory::run(Begin begin, const CancelToken &cancel)
{
    return QtConcurrent::run(&m_changes, [=, this]() -> Result<catalog::ChangeSet> {
        started(cancel);
        if (m_closing.requested())
            return closing();
        const auto past = history();
        if (!past)
            return past.error();
        const auto begun = begin(**past);
        if (!begun)
            return begun.error();
        return catalog::runSet(**past, *begun, [this](qint64 done, qint64 products) { show(done, products); }, cancel);
    });
}

LocalHistory::Reply<catalog::ChangeSet> LocalHistory::restore(quint64 entry)
{
    return run([entry](catalog::ProductHistory &past) { return past.beginRestore(entry, {userName(), {}}); }, {});
}

LocalHistory::Reply<catalog::ChangeSet> LocalHistory::undo(quint64 set, const CancelToken &cancel)
{
    return run([set](catalog::ProductHistory &past) { return past.beginUndo(set, {userName(), {}}); }, cancel);
}

LocalHistory::Reply<catalog::ChangeSet> LocalHistory::resume(quint64 set, const CancelToken &cancel)
{
    return run([set](catalog::ProductHistory &past) { return past.set(set); }, cancel);
}

LocalHistory::Reply<catalog::ChangeSet> LocalHistory::apply(const catalog::BulkEdit &edit, const QString &reason,
                                                            const CancelToken &cancel)
{
    return run([edit, reason](catalog::ProductHistory &past) { return past.begin(edit, {userName(), reason}); }, cancel);
}

LocalHistory::Reply<catalog::ChangeSet> LocalHistory::remove(const catalog::BulkRemoval &removal,
                                                             const CancelToken &cancel)
{
    return run([removal](catalog::ProductHistory &past) { return past.beginRemoval(removal, {userName(), {}}); }, cancel);
}

QString LocalHistory::readOnlyReason() const
{
    const auto past = history();
    return past ? QString() : past.error().remedy;
}

LocalHistory::Reply<catalog::BulkPreview> LocalHistory::preview(const catalog::BulkEdit &edit, const CancelToken &cancel)
{
    return QtConcurrent::run(&m_changes, [=, this]() -> Result<catalog::BulkPreview> {
        started(cancel);
        if (m_closing.requested())
            return closing();
        return catalog::previewBulk(m_runtime.catalog(), edit, PreviewSamples,
                                    [this](qint64 done, qint64 products) { show(done, products); }, cancel);
    });
}

} // namespace vitrine::app
