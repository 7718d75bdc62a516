#include "app/session/local_operations.h"

#include <QtConcurrent>

namespace vitrine::app {

ui::PoolState LocalWritePool::state() const
{
    const storage::WritePoolSnapshot pool = m_runtime.writePool().snapshot();
    ui::PoolState state;
    for (const storage::LaneState &lane : pool.lanes)
        state.lanes.append({lane.busy, lane.label, lane.sizeBytes, lane.elapsed});
    state.queueLimit = pool.queueLimit;
    state.queuedInteractive = pool.queuedInteractive;
    state.queuedBulk = pool.queuedBulk;
    state.oldestQueued = pool.oldestQueued;
    state.completed = pool.completed;
    state.failed = pool.failed;
    state.rejected = pool.rejected;
    state.writtenBytes = pool.writtenBytes;
    state.p50 = pool.p50;
    state.p90 = pool.p90;
    state.p99 = pool.p99;
    return state;
}

void LocalWritePool::setLanes(int lanes) { m_runtime.writePool().setLanes(lanes); }

LocalOrigin::LocalOrigin(Runtime &runtime) : m_runtime(runtime) { m_thread.setMaxThreadCount(1); }

LocalOrigin::~LocalOrigin() { m_thread.waitForDone(); }

ui::OriginState LocalOrigin::state() const
{
    const OriginControl &control = m_runtime.origin();
    const origin::OriginMetrics::Totals totals = control.metrics().totals();
    ui::OriginState state;
    state.address = control.address();
    state.running = !state.address.isEmpty();
    state.requests = totals.requests;
    state.errors4xx = totals.byClass[3];
    state.errors5xx = totals.byClass[4];
    state.notModified = totals.notModified;
    state.cacheHits = totals.cacheHits;
    state.cacheMisses = totals.cacheMisses + totals.cacheCoalesced;
    state.sentBytes = qint64(totals.bytes);
    state.connections = control.connections();
    state.p50 = totals.p50;
    state.p90 = totals.p90;
    state.p99 = totals.p99;
    state.uptime = control.uptime();
    return state;
}

ui::Reply<QString> LocalOrigin::start(const QString &listen)
{
    return QtConcurrent::run(&m_thread, [this, listen] { return m_runtime.origin().start(listen); });
}

ui::Reply<Done> LocalOrigin::stop()
{
    return QtConcurrent::run(&m_thread, [this]() -> Status {
        m_runtime.origin().stop();
        return Done{};
    });
}

QVector<ui::OriginRequest> LocalOrigin::recent(int count) const
{
    QVector<ui::OriginRequest> requests;
    for (const origin::Access &access : m_runtime.origin().metrics().recent(count))
        requests.append({access.at, QString::fromLatin1(access.method), QString::fromUtf8(access.target),
                         QString::fromLatin1(access.cache), QString::fromLatin1(access.client), access.status, access.bytes, access.duration});
    return requests;
}

LocalImports::LocalImports(Runtime &runtime) : m_runtime(runtime) { m_thread.setMaxThreadCount(1); }

LocalImports::~LocalImports()
{
    m_closing.request();
    {
        std::lock_guard lock(m_mutex);
        m_running.request();
    }
    m_thread.clear();
    m_thread.waitForDone();
}

ui::Reply<exchange::ImportReport> LocalImports::import(const exchange::ImportOptions &options, const CancelToken &cancel)
{
    return QtConcurrent::run(&m_thread, [=, this]() -> Result<exchange::ImportReport> {
        {
            std::lock_guard lock(m_mutex);
            m_progress = {};
            m_running = cancel;
        }
        if (m_closing.requested())
            return Error{ErrorCode::Cancelled, QStringLiteral("the application is closing"), {}, {}};
        const auto show = [this](const exchange::ImportProgress &progress) {
            std::lock_guard lock(m_mutex);
            m_progress = progress;
        };
        return m_runtime.import(options, show, cancel);
    });
}

exchange::ImportProgress LocalImports::progress() const
{
    std::lock_guard lock(m_mutex);
    return m_progress;
}

} // namespace vitrine::app
