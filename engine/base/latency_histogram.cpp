#include "base/latency_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace vitrine {

void LatencyHistogram::record(std::chrono::nanoseconds duration)
{
    const auto micros = std::max<std::int64_t>(0, std::chrono::duration_cast<Micros>(duration).count());
    m_buckets[size_t(bucketOf(std::uint64_t(micros)))].fetch_add(1, std::memory_order_relaxed);
    m_count.fetch_add(1, std::memory_order_relaxed);
}

void LatencyHistogram::clear()
{
    for (auto &bucket : m_buckets)
        bucket.store(0, std::memory_order_relaxed);
    m_count.store(0, std::memory_order_relaxed);
}

LatencyHistogram::Micros LatencyHistogram::percentile(double share) const
{
    const std::uint64_t total = count();
    if (total == 0)
        return Micros{0};
    const auto wanted = std::uint64_t(std::max(1.0, std::ceil(share * double(total))));
    std::uint64_t seen = 0;
    for (int bucket = 0; bucket < Buckets; ++bucket) {
        seen += m_buckets[size_t(bucket)].load(std::memory_order_relaxed);
        if (seen >= wanted)
            return Micros{std::int64_t(upperEdge(bucket))};
    }
    return Micros{std::int64_t(upperEdge(Buckets - 1))};
}

int LatencyHistogram::bucketOf(std::uint64_t micros)
{
    if (micros < SubBuckets)
        return int(micros);
    const int exponent = std::bit_width(micros) - 5; // log2(SubBuckets) + 1 bits stay significant
    const int bucket = (exponent + 1) * SubBuckets + int((micros >> exponent) - SubBuckets);
    return std::min(bucket, Buckets - 1);
}

std::uint64_t LatencyHistogram::upperEdge(int bucket)
{
    if (bucket < SubBuckets)
        return std::uint64_t(bucket);
    const int exponent = bucket / SubBuckets - 1;
    return ((std::uint64_t(bucket % SubBuckets) + SubBuckets + 1) << exponent) - 1;
}

} // namespace vitrine
