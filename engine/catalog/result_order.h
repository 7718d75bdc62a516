#pragma once

#include "catalog/facet_run.h"
#include "catalog/query.h"

#include <mutex>
#include <vector>

namespace vitrine::catalog {

/// Every product in catalog order, by its dense number: no memory, whatever the size.
class AllOrder final : public ResultSet::Order
{
public:
    AllOrder(qint64 count, bool descending) : m_count(count), m_descending(descending) {}
    qint64 size() const override { return m_count; }
    ProductId at(qint64 row) const override
    {
        return ProductId(quint32(m_descending ? m_count - row : row + 1));
    }
    std::optional<qint64> rowAfter(const ResultMark &mark) const override;

private:
    qint64 m_count;
    bool m_descending;
};

/// A selection in catalog order.
class BitmapOrder final : public ResultSet::Order
{
public:
    BitmapOrder(Roaring bitmap, bool descending)
        : m_bitmap(std::move(bitmap)), m_count(qint64(m_bitmap.cardinality())), m_descending(descending)
    {
    }
    qint64 size() const override { return m_count; }
    ProductId at(qint64 row) const override;
    std::optional<qint64> rowAfter(const ResultMark &mark) const override;

private:
    Roaring m_bitmap;
    qint64 m_count;
    bool m_descending;
};

using Permutation = std::shared_ptr<const std::vector<quint32>>;

/// Any other order, spelled out; shared with the cache it came from.
class ListOrder final : public ResultSet::Order
{
public:
    ListOrder(Permutation ids, bool descending) : m_ids(std::move(ids)), m_descending(descending) {}
    qint64 size() const override { return qint64(m_ids->size()); }
    ProductId at(qint64 row) const override
    {
        return ProductId((*m_ids)[size_t(m_descending ? size() - 1 - row : row)]);
    }

private:
    Permutation m_ids;
    bool m_descending;
};

/// A selection in the order of a number: by its lowest key, descending by its highest, then in catalog order; those
/// without a key last. Sorts no more than the stretches that are looked at.
class RunOrder final : public ResultSet::Order
{
public:
    /// `buckets` in the order wanted; one without ids stands for one value whose products follow in catalog order.
    /// `inBuckets`: how many of the selection each has, where that is known.
    RunOrder(FacetRun::Snapshot buckets, Roaring selected, const Roaring &withKey, bool oneKeyEach, bool descending,
             const std::vector<qint64> &inBuckets = {});
    qint64 size() const override { return m_size; }
    ProductId at(qint64 row) const override;
    ResultMark markAt(qint64 row) const override;
    std::optional<qint64> rowAfter(const ResultMark &mark) const override;

private:
    struct Placed
    {
        double key = 0;
        quint32 id = 0;
    };

    bool isBefore(const Placed &a, const Placed &b) const;
    Roaring fresh(size_t bucket) const;
    void countTo(size_t bucket) const;
    const std::vector<Placed> &placed(size_t bucket) const;
    Placed place(qint64 row) const;

    const FacetRun::Snapshot m_buckets;
    const Roaring m_selected;
    const Roaring m_rest; ///< of the selection, without a key
    const qint64 m_size;
    const bool m_oneKeyEach;
    const bool m_descending;
    mutable std::mutex m_mutex;
    // By m_mutex: what has been looked at so far.
    mutable std::vector<qint64> m_ends;      ///< rows up to and with bucket i
    mutable std::vector<Roaring> m_fresh;    ///< of products with several keys: what bucket i adds
    mutable Roaring m_seen;
    mutable size_t m_placedBucket = SIZE_MAX;
    mutable std::vector<Placed> m_placed;
};

} // namespace vitrine::catalog
