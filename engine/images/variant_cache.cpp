#include "images/variant_cache.h"

#include <algorithm>

namespace vitrine::images {

namespace {

constexpr qint64 ShardBytes = 16ll << 20; ///< no less, so that the largest variants have room
constexpr qint64 MaxShards = 16;
/// Of the list node, the hash node and the array headers.
constexpr qint64 OverheadBytes = 256;
constexpr qint64 SmallShare = 10; ///< one part in so many
constexpr int MaxUses = 3;        ///< two bits, as in the paper
constexpr int UsesToStay = 2;     ///< more than once

} // namespace

VariantCache::VariantCache(qint64 maxBytes)
{
    const qint64 shards = std::clamp<qint64>(maxBytes / ShardBytes, 1, MaxShards);
    for (qint64 i = 0; i < shards; ++i)
        m_shards.push_back(std::make_unique<Shard>());
    m_shardBytes = maxBytes / shards;
}

VariantCache::Shard &VariantCache::shardOf(const QByteArray &etag) const
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
    Entry &entry = **found;
    entry.uses = std::min(entry.uses + 1, MaxUses);
    return entry.variant;
}

std::shared_ptr<const Source> VariantCache::open(const QByteArray &etag, qint64 mostBytes)
{
    const auto kept = find(etag);
    return kept && kept->bytes.size() <= mostBytes ? Source::fromBytes(kept->bytes).valueOr(nullptr) : nullptr;
}

bool VariantCache::store(const Variant &variant)
{
    if (costOf(variant) > m_shardBytes)
        return false;
    Shard &shard = shardOf(variant.etag);
    std::lock_guard lock(shard.mutex);
    if (shard.byEtag.contains(variant.etag))
        return true;
    const bool missed = shard.ghostSet.contains(qHash(variant.etag)); // it left too early
    Queue &queue = missed ? shard.main : shard.small;
    queue.push_front({variant, 0, missed});
    shard.byEtag.insert(variant.etag, queue.begin());
    (missed ? shard.mainBytes : shard.smallBytes) += costOf(variant);
    makeRoom(shard);
    return true;
}

void VariantCache::makeRoom(Shard &shard) const
{
    while (shard.smallBytes + shard.mainBytes > m_shardBytes) {
        const bool smallHasEnough = shard.smallBytes > m_shardBytes / SmallShare;
        if (shard.main.empty() || (smallHasEnough && shard.small.size() > 1))
            leaveSmall(shard);
        else
            leaveMain(shard);
    }
}

/// The oldest of the small queue moves to the main one, or leaves and is remembered.
void VariantCache::leaveSmall(Shard &shard) const
{
    const auto oldest = std::prev(shard.small.end());
    const qint64 cost = costOf(oldest->variant);
    shard.smallBytes -= cost;
    if (oldest->uses >= UsesToStay) {
        oldest->uses = 0;
        oldest->inMain = true;
        shard.mainBytes += cost;
        shard.main.splice(shard.main.begin(), shard.small, oldest);
        return;
    }
    remember(shard, oldest->variant);
    shard.byEtag.remove(oldest->variant.etag);
    shard.small.erase(oldest);
}

/// The oldest of the main queue comes round when it was used, or leaves for good.
void VariantCache::leaveMain(Shard &shard) const
{
    const auto oldest = std::prev(shard.main.end());
    if (oldest->uses > 0) {
        --oldest->uses;
        shard.main.splice(shard.main.begin(), shard.main, oldest);
        return;
    }
    shard.mainBytes -= costOf(oldest->variant);
    shard.byEtag.remove(oldest->variant.etag);
    shard.main.erase(oldest);
}

void VariantCache::remember(Shard &shard, const Variant &variant) const
{
    shard.ghosts.push_back({qHash(variant.etag), costOf(variant)});
    shard.ghostBytes += costOf(variant);
    ++shard.ghostSet[shard.ghosts.back().etagHash];
    while (shard.ghostBytes > m_shardBytes) {
        const Ghost oldest = shard.ghosts.front();
        shard.ghosts.pop_front();
        shard.ghostBytes -= oldest.bytes;
        if (const auto found = shard.ghostSet.find(oldest.etagHash); --*found == 0)
            shard.ghostSet.erase(found);
    }
}

bool VariantCache::contains(const QByteArray &etag) const
{
    Shard &shard = shardOf(etag);
    std::lock_guard lock(shard.mutex);
    return shard.byEtag.contains(etag);
}

void VariantCache::remove(const QByteArray &etag)
{
    Shard &shard = shardOf(etag);
    std::lock_guard lock(shard.mutex);
    const auto found = shard.byEtag.constFind(etag);
    if (found == shard.byEtag.constEnd())
        return;
    const Queue::iterator entry = *found;
    (entry->inMain ? shard.mainBytes : shard.smallBytes) -= costOf(entry->variant);
    (entry->inMain ? shard.main : shard.small).erase(entry);
    shard.byEtag.erase(found);
}

qint64 VariantCache::remove(const Purge &purge)
{
    qint64 removed = 0;
    for (const auto &shard : m_shards) {
        std::lock_guard lock(shard->mutex);
        for (Queue *queue : {&shard->small, &shard->main}) {
            for (auto entry = queue->begin(); entry != queue->end();) {
                if (!purge.covers(entry->variant.tags)) {
                    ++entry;
                    continue;
                }
                (entry->inMain ? shard->mainBytes : shard->smallBytes) -= costOf(entry->variant);
                shard->byEtag.remove(entry->variant.etag);
                entry = queue->erase(entry);
                ++removed;
            }
        }
    }
    return removed;
}

qint64 VariantCache::sizeBytes() const
{
    qint64 sum = 0;
    for (const auto &shard : m_shards) {
        std::lock_guard lock(shard->mutex);
        sum += shard->smallBytes + shard->mainBytes;
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
