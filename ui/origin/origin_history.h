#pragma once

#include "ui/bridge/session.h"
#include "ui/charts/time_series.h"

#include <optional>

namespace vitrine::ui {

/// The last minutes of the origin, made of samples of its counters. A value.
class OriginHistory
{
public:
    OriginHistory();

    void sample(qint64 timeMs, const OriginState &state);
    /// Nobody looked for a while, or the origin stopped: lines break, rates start anew.
    void interrupt(qint64 timeMs);

    const TimeSeries &rates() const { return m_rates; } ///< requests/s, errors/s
    double requestsPerSecond() const { return m_requestsPerSecond; }
    double bytesPerSecond() const { return m_bytesPerSecond; }

private:
    TimeSeries m_rates;
    std::optional<OriginState> m_last;
    qint64 m_lastMs = 0;
    double m_requestsPerSecond = 0, m_errorsPerSecond = 0, m_bytesPerSecond = 0;
};

/// Hits in all requests that a cache could answer; nothing while there were none.
std::optional<double> hitRatio(const OriginState &state);

/// Counts of durations on a logarithmic scale, with the label of each step.
struct DurationSteps
{
    QStringList labels;
    QVector<qint64> counts;
};
DurationSteps durationSteps(const QVector<OriginRequest> &requests);

} // namespace vitrine::ui
