#include "images/variant_cache.h"

#include <algorithm>

namespace vitrine::images {

namespace {

constexpr qint64 ShardBytes = 16ll << 20; ///< no less, so that the largest variants have room
constexpr qint64 MaxShards = 16;
/// Of the list node, the hash node and the array headers.
constexpr qint64 OverheadBytes = 256;

} // namespace

VariantCache::VariantCache(qint64 maxBytes)
{
    const qint64 shards = std::clamp<qint64>(maxBytes / ShardBytes, 1, MaxShards);
    for (qint64 i = 0; i < shards; ++i)
        m_shards.push_back(std::make_unique<Shard>());
    m_shardBytes = maxBytes / shards;
}

VariantCache::Shard &VariantCache::shardOf(const QByteArray &etag)
{
    return *m_shards[qHash(etag) % m_shards.size()];
}

qint64 VariantCache::costOf(const Variant &variant)
{
    return variant.bytes.size() + OverheadBytes;
}

std::optional<Variant> VariantCache::find(const QByteArray &etag)
{
    Shard &shard = shardOf(etag);
    std::lock_guard lock(shard.mutex);
    const auto found = shard.byEtag.constFind(etag);
    if (found == shard.byEtag.constEnd())
        return std::nullopt;
    shard.recent.splice(shard.recent.begin(), shard.recent, *found);
    return **found;
}

void VariantCache::store(const Variant &variant)
{
    if (costOf(variant) > m_shardBytes)
        return;
    Shard &shard = shardOf(variant.etag);
    std::lock_guard lock(shard.mutex);
    if (shard.byEtag.contains(variant.etag))
        return;
    shard.bytes += costOf(variant);
    while (shard.bytes > m_shardBytes) {
        shard.bytes -= costOf(shard.recent.back());
        shard.byEtag.remove(shard.recent.back().etag);
        shard.recent.pop_back();
    }
    shard.recent.push_front(variant);
    shard.byEtag.insert(variant.etag, shard.recent.begin());
}

qint64 VariantCache::sizeBytes() const
{
    qint64 sum = 0;
    for (const auto &shard : m_shards) {
        std::lock_guard lock(shard->mutex);
        sum += shard->bytes;
    }
    return sum;
}

qint64 VariantCache::count() const
{
    qint64 sum = 0;
    for (const auto &shard : m_shards) {
        std::lock_guard lock(shard->mutex);
        sum += shard->byEtag.size();
    }
    return sum;
}

} // namespace vitrine::images
