#pragma once

#include "images/ports.h"
#include "images/variant.h"

#include <QByteArray>
#include <QHash>

#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace vitrine::images {

/// Variants by ETag, bounded in bytes, by S3-FIFO (Yang, Zhang, Qiu, Yue, Rashmi: FIFO queues are all you need for cache
/// eviction, SOSP 2023): a newcomer stays in a small queue, a tenth of the bytes, and gets into the main one only when
/// it was asked for again, there or soon after it left. So a crawler, a backup or a warm-up that asks for everything
/// once pushes out nothing that people look at. Split in shards with a lock and a share of the bytes each, so that
/// I/O threads seldom meet. Thread-safe.
class VariantCache
{
public:
    explicit VariantCache(qint64 maxBytes);

    std::optional<Variant> find(const QByteArray &etag);
    std::shared_ptr<const Source> open(const QByteArray &etag, qint64 mostBytes); ///< as VariantStore::open()
    /// False for a variant that is larger than a shard, and is not kept.
    bool store(const Variant &variant);
    bool contains(const QByteArray &etag) const; ///< counts no use
    void remove(const QByteArray &etag);
    /// How many variants went.
    qint64 remove(const Purge &purge);

    qint64 sizeBytes() const;
    qint64 count() const;

private:
    struct Entry
    {
        Variant variant;
        int uses = 0; ///< since it came or came round, at most MaxUses
        bool inMain = false;
    };
    using Queue = std::list<Entry>; ///< the newest first
    struct Ghost
    {
        size_t etagHash = 0;
        qint64 bytes = 0;
    };
    struct Shard
    {
        mutable std::mutex mutex;
        Queue small, main;
        QHash<QByteArray, Queue::iterator> byEtag;
        qint64 smallBytes = 0, mainBytes = 0;
        std::deque<Ghost> ghosts;    ///< what left the small queue unused, the oldest first
        QHash<size_t, int> ghostSet; ///< their hashes, and how often each is among them
        qint64 ghostBytes = 0;       ///< of what they were
    };
    Shard &shardOf(const QByteArray &etag) const;
    void makeRoom(Shard &shard) const;
    void leaveSmall(Shard &shard) const;
    void leaveMain(Shard &shard) const;
    void remember(Shard &shard, const Variant &variant) const;
    static qint64 costOf(const Variant &variant);

    std::vector<std::unique_ptr<Shard>> m_shards;
    qint64 m_shardBytes = 0;
};

} // namespace vitrine::images
