#pragma once

#include "ui/bridge/session.h"
#include "ui/charts/time_series.h"

namespace vitrine::ui {

/// What the last minutes of a write pool looked like, made of samples of its counters. A value.
class PoolHistory
{
public:
    PoolHistory();

    void sample(qint64 timeMs, const PoolState &state);
    /// Nobody looked for a while: lines break, rates start anew.
    void interrupt(qint64 timeMs);

    const TimeSeries &load() const { return m_load; }       ///< in flight, queued
    const TimeSeries &latency() const { return m_latency; } ///< p50, p99 in microseconds
    double completedPerSecond() const { return m_completedPerSecond; }
    double writtenPerSecond() const { return m_writtenPerSecond; } ///< bytes

private:
    TimeSeries m_load, m_latency;
    qint64 m_lastMs = 0; ///< 0: no sample to compare with
    quint64 m_lastCompleted = 0;
    qint64 m_lastWritten = 0;
    double m_completedPerSecond = 0, m_writtenPerSecond = 0;
};

int busyLanes(const PoolState &state);

} // namespace vitrine::ui
