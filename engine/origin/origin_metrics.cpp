#include "origin/origin_metrics.h"

namespace vitrine::origin {

OriginMetrics::OriginMetrics(int recent) : m_ring(std::max(1, recent)) {}

void OriginMetrics::record(const Access &access)
{
    const auto relaxed = std::memory_order_relaxed;
    m_byClass[size_t(std::clamp(access.status / 100, 1, 5) - 1)].fetch_add(1, relaxed);
    m_bytes.fetch_add(quint64(std::max<qint64>(0, access.bytes)), relaxed);
    if (access.status == 304)
        m_notModified.fetch_add(1, relaxed);
    if (access.cache == "hit")
        m_hits.fetch_add(1, relaxed);
    else if (access.cache == "miss")
        m_misses.fetch_add(1, relaxed);
    else if (access.cache == "coalesced")
        m_coalesced.fetch_add(1, relaxed);
    m_micros.fetch_add(access.duration.count(), relaxed);
    m_latency.record(access.duration);

    std::lock_guard lock(m_mutex);
    m_ring[qsizetype(m_recorded++ % quint64(m_ring.size()))] = access;
}

AccessObserver OriginMetrics::observer()
{
    return [this](const Access &access) { record(access); };
}

OriginMetrics::Totals OriginMetrics::totals() const
{
    Totals totals;
    for (size_t i = 0; i < totals.byClass.size(); ++i) {
        totals.byClass[i] = m_byClass[i].load(std::memory_order_relaxed);
        totals.requests += totals.byClass[i];
    }
    totals.notModified = m_notModified.load(std::memory_order_relaxed);
    totals.cacheHits = m_hits.load(std::memory_order_relaxed);
    totals.cacheMisses = m_misses.load(std::memory_order_relaxed);
    totals.cacheCoalesced = m_coalesced.load(std::memory_order_relaxed);
    totals.bytes = m_bytes.load(std::memory_order_relaxed);
    totals.time = std::chrono::microseconds(m_micros.load(std::memory_order_relaxed));
    totals.p50 = m_latency.percentile(0.5);
    totals.p90 = m_latency.percentile(0.9);
    totals.p99 = m_latency.percentile(0.99);
    return totals;
}

QVector<Access> OriginMetrics::recent(int count) const
{
    std::lock_guard lock(m_mutex);
    const quint64 held = std::min<quint64>(m_recorded, quint64(m_ring.size()));
    QVector<Access> newest;
    for (quint64 i = 0; i < std::min<quint64>(held, quint64(std::max(0, count))); ++i)
        newest += m_ring[qsizetype((m_recorded - 1 - i) % quint64(m_ring.size()))];
    return newest;
}

} // namespace vitrine::origin
