#pragma once

#include <QByteArray>
#include <QHash>

#include <algorithm>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace vitrine {

/// Things by a name, bounded in bytes, by S3-FIFO (Yang, Zhang, Qiu, Yue, Rashmi: FIFO queues are all you need for cache
/// eviction, SOSP 2023): a newcomer stays in a small queue, a tenth of the bytes, and gets into the main one only when
/// it was asked for again, there or soon after it left. So a crawler, a backup or a warm-up that asks for everything
/// once pushes out nothing that people look at. Split in shards with a lock and a share of the bytes each, so that
/// threads seldom meet. Thread-safe.
template <typename Value>
class S3Fifo
{
public:
    /// As many shards, at most `mostShards`, as have `shardBytes` each: what is larger than a shard is not kept.
    S3Fifo(qint64 maxBytes, qint64 shardBytes, qint64 mostShards = 16)
    {
        const qint64 shards = std::clamp<qint64>(maxBytes / shardBytes, 1, mostShards);
        for (qint64 i = 0; i < shards; ++i)
            m_shards.push_back(std::make_unique<Shard>());
        m_shardBytes = maxBytes / shards;
    }

    /// A moment, for store(): nothing of that name was removed since, or the store is refused.
    struct Moment
    {
        quint64 removals = 0;
    };

    /// `now`: set where nothing is found.
    std::optional<Value> find(const QByteArray &name, Moment *now = nullptr)
    {
        Shard &shard = shardOf(name);
        std::lock_guard lock(shard.mutex);
        const auto found = shard.byName.constFind(name);
        if (found == shard.byName.constEnd()) {
            if (now)
                now->removals = shard.removals;
            return std::nullopt;
        }
        Entry &entry = **found;
        entry.uses = std::min(entry.uses + 1, MaxUses);
        return entry.value;
    }

    bool contains(const QByteArray &name) const ///< counts no use
    {
        Shard &shard = shardOf(name);
        std::lock_guard lock(shard.mutex);
        return shard.byName.contains(name);
    }

    /// Of `bytes`. False when it is not kept: larger than a shard, or what it was made from may be of before a remove().
    bool store(const QByteArray &name, const Value &value, qint64 bytes, std::optional<Moment> madeFrom = std::nullopt)
    {
        const qint64 cost = bytes + OverheadBytes;
        if (cost > m_shardBytes)
            return false;
        Shard &shard = shardOf(name);
        std::lock_guard lock(shard.mutex);
        if (madeFrom && madeFrom->removals != shard.removals)
            return false;
        if (shard.byName.contains(name))
            return true;
        const bool missed = shard.ghostSet.contains(qHash(name)); // it left too early
        Queue &queue = missed ? shard.main : shard.small;
        queue.push_front({name, value, cost, 0, missed});
        shard.byName.insert(name, queue.begin());
        (missed ? shard.mainBytes : shard.smallBytes) += cost;
        makeRoom(shard);
        return true;
    }

    void remove(const QByteArray &name)
    {
        Shard &shard = shardOf(name);
        std::lock_guard lock(shard.mutex);
        ++shard.removals;
        if (const auto found = shard.byName.constFind(name); found != shard.byName.constEnd())
            drop(shard, *found);
    }
    /// How many went.
    template <typename Predicate>
    qint64 removeIf(const Predicate &predicate)
    {
        qint64 removed = 0;
        for (const auto &shard : m_shards) {
            std::lock_guard lock(shard->mutex);
            ++shard->removals;
            for (Queue *queue : {&shard->small, &shard->main}) {
                for (auto next = queue->begin(); next != queue->end();) {
                    const auto entry = next++;
                    if (predicate(entry->value)) {
                        drop(*shard, entry);
                        ++removed;
                    }
                }
            }
        }
        return removed;
    }

    qint64 sizeBytes() const
    {
        return sum([](const Shard &shard) { return shard.smallBytes + shard.mainBytes; });
    }
    qint64 count() const
    {
        return sum([](const Shard &shard) { return qint64(shard.byName.size()); });
    }

private:
    static constexpr qint64 OverheadBytes = 256; ///< of the list node, the hash node and the array headers
    static constexpr qint64 SmallShare = 10;     ///< one part in so many
    static constexpr int MaxUses = 3;            ///< two bits, as in the paper
    static constexpr int UsesToStay = 2;         ///< more than once

    struct Entry
    {
        QByteArray name;
        Value value;
        qint64 cost = 0; ///< bytes
        int uses = 0;    ///< since it came or came round, at most MaxUses
        bool inMain = false;
    };
    using Queue = std::list<Entry>; ///< the newest first
    using Position = typename Queue::iterator;
    struct Ghost
    {
        size_t nameHash = 0;
        qint64 cost = 0;
    };
    struct Shard
    {
        mutable std::mutex mutex;
        Queue small, main;
        QHash<QByteArray, Position> byName;
        qint64 smallBytes = 0, mainBytes = 0;
        std::deque<Ghost> ghosts;    ///< what left the small queue unused, the oldest first
        QHash<size_t, int> ghostSet; ///< their hashes, and how often each is among them
        qint64 ghostBytes = 0;       ///< of what they were
        quint64 removals = 0;
    };

    Shard &shardOf(const QByteArray &name) const { return *m_shards[qHash(name, ShardSeed) % m_shards.size()]; }

    static void drop(Shard &shard, Position entry)
    {
        (entry->inMain ? shard.mainBytes : shard.smallBytes) -= entry->cost;
        shard.byName.remove(entry->name);
        (entry->inMain ? shard.main : shard.small).erase(entry);
    }

    void makeRoom(Shard &shard) const
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
    void leaveSmall(Shard &shard) const
    {
        const Position oldest = std::prev(shard.small.end());
        if (oldest->uses < UsesToStay) {
            remember(shard, *oldest);
            drop(shard, oldest);
            return;
        }
        oldest->uses = 0;
        oldest->inMain = true;
        shard.smallBytes -= oldest->cost;
        shard.mainBytes += oldest->cost;
        shard.main.splice(shard.main.begin(), shard.small, oldest);
    }

    /// The oldest of the main queue comes round when it was used, or leaves for good.
    static void leaveMain(Shard &shard)
    {
        const Position oldest = std::prev(shard.main.end());
        if (oldest->uses == 0) {
            drop(shard, oldest);
            return;
        }
        --oldest->uses;
        shard.main.splice(shard.main.begin(), shard.main, oldest);
    }

    void remember(Shard &shard, const Entry &entry) const
    {
        shard.ghosts.push_back({qHash(entry.name), entry.cost});
        shard.ghostBytes += entry.cost;
        ++shard.ghostSet[shard.ghosts.back().nameHash];
        while (shard.ghostBytes > m_shardBytes) {
            const Ghost oldest = shard.ghosts.front();
            shard.ghosts.pop_front();
            shard.ghostBytes -= oldest.cost;
            if (const auto found = shard.ghostSet.find(oldest.nameHash); --*found == 0)
                shard.ghostSet.erase(found);
        }
    }

    template <typename Of>
    qint64 sum(const Of &of) const
    {
        qint64 total = 0;
        for (const auto &shard : m_shards) {
            std::lock_guard lock(shard->mutex);
            total += of(*shard);
        }
        return total;
    }

    /// Else the names of one shard would all fall on every 16th bucket of its table.
    static constexpr size_t ShardSeed = 0x9E3779B9;

    std::vector<std::unique_ptr<Shard>> m_shards;
    qint64 m_shardBytes = 0;
};

} // namespace vitrine
