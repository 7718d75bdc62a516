#pragma once

#include "catalog/facet_selection.h"

#include <atomic>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace vitrine::catalog {

/// A number's products in its order: buckets of neighbouring keys, at most some 500 of them whatever the size, each
/// with its products as a bitmap, so that a range, a histogram and the first page of an order touch few of them. A
/// product may have several keys. About 15 bytes a key, 17 where
/// most products have one. const functions may run together on many threads, the others
/// need to be alone; a Snapshot stays as it was taken.
class FacetRun
{
public:
    struct Bucket
    {
        std::vector<double> keys; ///< in no order
        std::vector<quint32> ids; ///< beside its key
        Roaring products;
        quint16 number = 0; ///< of no other bucket of the run; 0: of none
        double low = 0, high = 0;
        quint64 generation = 0;
    };
    using Snapshot = std::vector<std::shared_ptr<const Bucket>>;

    FacetRun() = default;
    FacetRun(FacetRun &&other) noexcept;
    FacetRun &operator=(FacetRun &&other) noexcept;

    /// The product has the keys of `after` instead of those of `before`; each list sorted, without duplicates.
    void replace(quint32 id, const std::vector<double> &before, const std::vector<double> &after);
    /// What the product has, sorted. Looks through everything.
    std::vector<double> keysOf(quint32 id) const;

    const Roaring &products() const { return m_products; } ///< those that have a key
    bool isEmpty() const { return m_count == 0; }
    bool hasOneKeyEach() const { return m_count == qint64(m_products.cardinality()); }
    /// The products with a key in [from, to], or in [from, to).
    Roaring between(double from, double to, bool isOpen = false) const;
    /// How many products of `of` each bucket has; for a run with one key each.
    std::vector<qint64> bucketCounts(const FacetSelection &of) const;
    /// How many products of `of` have a key in each step: from edges[i] to below edges[i + 1], the last one with its end.
    /// `inBuckets`: bucketCounts() of the same, or nothing where products have several keys.
    std::vector<qint64> counts(const std::vector<double> &edges, const FacetSelection &of, const std::vector<qint64> &inBuckets) const;
    struct Extent
    {
        double low = 0, high = 0;
    };
    /// The lowest and the highest key of the products of `of`; nothing when they have none.
    std::optional<Extent> extent(const FacetSelection &of, const std::vector<qint64> &inBuckets) const;

    Snapshot snapshot() const;

    /// Everything in order of buckets, for a file, and back.
    const std::vector<std::shared_ptr<Bucket>> &buckets() const { return m_buckets; }
    void restore(std::vector<std::shared_ptr<Bucket>> buckets);

private:
    void add(double key, quint32 id);
    void remove(double key, quint32 id);
    size_t bucketOf(double key) const;
    Bucket &own(size_t index);
    void split(size_t index);
    void number(Bucket &bucket);
    void renumber();

    std::vector<std::shared_ptr<Bucket>> m_buckets; // bucket i has the keys from its low to below the next one's
    /// By product: the number of its key's bucket, so that products are counted without looking through all keys. Right for
    /// products with one key. Kept where many of all have one: two bytes for each number up to the highest; else empty.
    std::vector<quint16> m_bucketOf;
    quint16 m_lastNumber = 0;
    Roaring m_products;
    qint64 m_count = 0;
    mutable std::atomic<quint64> m_generation{1}; // buckets of an earlier one belong to a snapshot, too
};

} // namespace vitrine::catalog
