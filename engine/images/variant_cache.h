#pragma once

#include "base/s3_fifo.h"
#include "images/ports.h"
#include "images/variant.h"

namespace vitrine::images {

/// Variants in memory by ETag, bounded in bytes by S3Fifo. Thread-safe.
class VariantCache
{
public:
    explicit VariantCache(qint64 maxBytes) : m_variants(maxBytes, ShardBytes) {}

    std::optional<Variant> find(const QByteArray &etag) { return m_variants.find(etag); }
    std::shared_ptr<const Source> open(const QByteArray &etag, qint64 mostBytes); ///< as VariantStore::open()
    /// False for a variant that is larger than a shard, and is not kept.
    bool store(const Variant &variant) { return m_variants.store(variant.etag, variant, variant.bytes.size()); }
    bool contains(const QByteArray &etag) const { return m_variants.contains(etag); } ///< counts no use
    void remove(const QByteArray &etag) { m_variants.remove(etag); }
    /// How many variants went.
    qint64 remove(const Purge &purge)
    {
        return m_variants.removeIf([&](const Variant &variant) { return purge.covers(variant.tags); });
    }

    qint64 sizeBytes() const { return m_variants.sizeBytes(); }
    qint64 count() const { return m_variants.count(); }

private:
    static constexpr qint64 ShardBytes = 16ll << 20; ///< so that the largest variants have room
    S3Fifo<Variant> m_variants;
};

} // namespace vitrine::images
