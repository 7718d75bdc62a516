#pragma once

#include "images/image_service.h"

#include <QByteArray>
#include <QHash>

#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace vitrine::images {

/// Variants by ETag, the least recently used leaving first, bounded in bytes. Split in shards with a lock and
/// a share of the bytes each, so that I/O threads seldom meet. Thread-safe.
class VariantCache
{
public:
    explicit VariantCache(qint64 maxBytes);

    std::optional<Variant> find(const QByteArray &etag);
    /// A variant larger than a shard is not kept.
    void store(const Variant &variant);

    qint64 sizeBytes() const;
    qint64 count() const;

private:
    struct Shard
    {
        mutable std::mutex mutex;
        std::list<Variant> recent; ///< the latest used first
        QHash<QByteArray, std::list<Variant>::iterator> byEtag;
        qint64 bytes = 0;
    };
    Shard &shardOf(const QByteArray &etag);
    static qint64 costOf(const Variant &variant);

    std::vector<std::unique_ptr<Shard>> m_shards;
    qint64 m_shardBytes = 0;
};

} // namespace vitrine::images
