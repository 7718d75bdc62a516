#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace vitrine {

/// Counts durations in buckets of 1/16 relative width from 1 us to about an hour, as HdrHistogram does, so that a
/// percentile is right to about 6 %. record() is wait-free and may be called from any thread; the readers see a
/// slightly moving picture, which is all a live display needs.
class LatencyHistogram
{
public:
    using Micros = std::chrono::microseconds;

    void record(std::chrono::nanoseconds duration);
    void clear();

    std::uint64_t count() const { return m_count.load(std::memory_order_relaxed); }
    /// The upper edge of the bucket that holds the given share (0..1] of all recorded durations; 0 when empty.
    Micros percentile(double share) const;

private:
    static constexpr int SubBuckets = 16;
    static constexpr int Buckets = 32 * SubBuckets;
    static int bucketOf(std::uint64_t micros);
    static std::uint64_t upperEdge(int bucket);

    std::array<std::atomic<std::uint64_t>, Buckets> m_buckets{};
    std::atomic<std::uint64_t> m_count{0};
};

} // namespace vitrine
