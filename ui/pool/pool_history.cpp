#include "ui/pool/pool_history.h"

#include <QCoreApplication>

#include <algorithm>

namespace vitrine::ui {

namespace {

constexpr int Capacity = 4 * 60 * 5; // five minutes at 4 Hz

QString tr(const char *text)
{
    return QCoreApplication::translate("vitrine::ui::PoolHistory", text);
}

} // namespace

PoolHistory::PoolHistory()
    : m_load({tr("In flight"), tr("Queued")}, Capacity), m_latency({tr("p50"), tr("p99")}, Capacity)
{
}

void PoolHistory::sample(qint64 timeMs, const PoolState &state)
{
    m_load.append(timeMs, {double(busyLanes(state)), double(state.queuedInteractive + state.queuedBulk)});
    m_latency.append(timeMs, {double(state.p50.count()), double(state.p99.count())});
    if (m_lastMs > 0 && timeMs > m_lastMs) {
        const double seconds = double(timeMs - m_lastMs) / 1000;
        // Smoothed over about two seconds, or the figure cannot be read at four changes a second.
        const double weight = std::min(1.0, seconds / 2);
        const auto follow = [weight](double &rate, double now) { rate += weight * (now - rate); };
        follow(m_completedPerSecond, double(state.completed - m_lastCompleted) / seconds);
        follow(m_writtenPerSecond, double(state.writtenBytes - m_lastWritten) / seconds);
    }
    m_lastMs = timeMs;
    m_lastCompleted = state.completed;
    m_lastWritten = state.writtenBytes;
}

void PoolHistory::interrupt(qint64 timeMs)
{
    m_load.appendGap(timeMs);
    m_latency.appendGap(timeMs);
    m_lastMs = 0;
    m_completedPerSecond = m_writtenPerSecond = 0;
}

int busyLanes(const PoolState &state)
{
    return int(std::count_if(state.lanes.cbegin(), state.lanes.cend(),
                             [](const PoolLane &lane) { return lane.busy; }));
}

} // namespace vitrine::ui
