#pragma once

#include "base/latency_histogram.h"
#include "origin/http.h"

#include <mutex>

namespace vitrine::origin {

/// Counts what an origin has answered, for live displays: totals since the beginning, latency, and the last
/// requests. Fed from I/O threads through an AccessObserver; any thread.
class OriginMetrics
{
public:
    struct Totals
    {
        quint64 requests = 0;
        std::array<quint64, 5> byClass{}; ///< 1xx to 5xx
        quint64 notModified = 0;          ///< 304, counted in 3xx too
        quint64 cacheHits = 0;
        quint64 cacheMisses = 0;
        quint64 cacheCoalesced = 0;
        quint64 bytes = 0; ///< heads and bodies
        std::chrono::microseconds time{0}; ///< of all requests together
        std::chrono::microseconds p50{0};
        std::chrono::microseconds p90{0};
        std::chrono::microseconds p99{0};
    };

    /// Remembers the last `recent` accesses.
    explicit OriginMetrics(int recent = 512);

    void record(const Access &access);
    /// record() as an observer; this outlives its server.
    AccessObserver observer();

    Totals totals() const;
    /// The newest first, at most `count` and what the ring holds.
    QVector<Access> recent(int count) const;

private:
    std::array<std::atomic<quint64>, 5> m_byClass{};
    std::atomic<quint64> m_notModified{0};
    std::atomic<quint64> m_hits{0};
    std::atomic<quint64> m_misses{0};
    std::atomic<quint64> m_coalesced{0};
    std::atomic<quint64> m_bytes{0};
    std::atomic<qint64> m_micros{0};
    LatencyHistogram m_latency;

    mutable std::mutex m_mutex; ///< guards the two below
    QVector<Access> m_ring;
    quint64 m_recorded = 0;
};

} // namespace vitrine::origin
