#include "catalog/facet_run.h"

#include <algorithm>
#include <limits>

namespace vitrine::catalog {

namespace {

constexpr qint64 SmallestFull = 4'096;
constexpr qint64 MostBuckets = 256; // when all are full
constexpr qint64 DenseShare = 4;    ///< m_bucketOf is kept where at least one number in so many has a key

Roaring united(std::vector<const Roaring *> sets, std::vector<quint32> ids)
{
    std::sort(ids.begin(), ids.end());
    Roaring all(ids.size(), ids.data());
    if (!sets.empty())
        all |= sets.size() == 1 ? *sets[0] : Roaring::fastunion(sets.size(), sets.data());
    return all;
}

bool isWithin(const FacetRun::Bucket &bucket, double from, double to, bool isOpen)
{
    return bucket.low >= from && (isOpen ? bucket.high < to : bucket.high <= to);
}

bool isOutside(const FacetRun::Bucket &bucket, double from, double to, bool isOpen)
{
    return bucket.high < from || (isOpen ? bucket.low >= to : bucket.low > to);
}

} // namespace

FacetRun::FacetRun(FacetRun &&other) noexcept
{
    *this = std::move(other);
}

FacetRun &FacetRun::operator=(FacetRun &&other) noexcept
{
    m_buckets = std::move(other.m_buckets);
    m_products = std::move(other.m_products);
    m_bucketOf = std::move(other.m_bucketOf);
    m_lastNumber = std::exchange(other.m_lastNumber, 0);
    m_count = std::exchange(other.m_count, 0);
    m_generation.store(other.m_generation.load());
    return *this;
}

size_t FacetRun::bucketOf(double key) const
{
    const auto next = std::upper_bound(m_buckets.begin(), m_buckets.end(), key,
                                       [](double wanted, const auto &bucket) { return wanted < bucket->low; });
    return next == m_buckets.begin() ? 0 : size_t(next - m_buckets.begin()) - 1;
}

FacetRun::Bucket &FacetRun::own(size_t index)
{
    const quint64 generation = m_generation.load();
    if (m_buckets[index]->generation < generation) {
        m_buckets[index] = std::make_shared<Bucket>(*m_buckets[index]);
        m_buckets[index]->generation = generation;
    }
    return *m_buckets[index];
}

void FacetRun::add(double key, quint32 id)
{
    if (m_buckets.empty()) {
        m_buckets.push_back(std::make_shared<Bucket>());
        m_buckets[0]->low = m_buckets[0]->high = key;
        m_buckets[0]->generation = m_generation.load();
        number(*m_buckets[0]);
    }
    const size_t index = bucketOf(key);
    Bucket &bucket = own(index);
    bucket.keys.push_back(key);
    bucket.ids.push_back(id);
    bucket.products.add(id);
    bucket.low = std::min(bucket.low, key);
    bucket.high = std::max(bucket.high, key);
    ++m_count;
    if (qint64(bucket.keys.size()) > std::max(SmallestFull, m_count / MostBuckets) && bucket.low < bucket.high)
        split(index);
}

/// A number of its own, for a bucket whose products have been given to nobody else.
void FacetRun::number(Bucket &bucket)
{
    if (m_lastNumber == std::numeric_limits<quint16>::max())
        return renumber(); // after as many splits
    bucket.number = ++m_lastNumber;
    for (const quint32 id : bucket.ids) {
        if (id < m_bucketOf.size()) // else replace() is about to add it
            m_bucketOf[id] = bucket.number;
    }
}

/// Numbers all buckets anew, and m_bucketOf by them where it is worth its memory.
void FacetRun::renumber()
{
    m_lastNumber = 0;
    m_bucketOf.clear();
    const qint64 numbers = m_products.isEmpty() ? 0 : qint64(m_products.maximum()) + 1;
    if (qint64(m_products.cardinality()) >= SmallestFull && qint64(m_products.cardinality()) * DenseShare >= numbers)
        m_bucketOf.resize(size_t(numbers));
    for (size_t index = 0; index < m_buckets.size(); ++index)
        number(own(index));
}

void FacetRun::split(size_t index)
{
    const Bucket &whole = *m_buckets[index];
    std::vector<double> sorted = whole.keys;
    std::nth_element(sorted.begin(), sorted.begin() + qsizetype(sorted.size() / 2), sorted.end());
    double middle = sorted[sorted.size() / 2];
    // Equal keys stay together: the upper half begins at the middle, or behind it when everything below is equal to it.
    if (std::none_of(whole.keys.begin(), whole.keys.end(), [&](double key) { return key < middle; })) {
        double next = std::numeric_limits<double>::infinity();
        for (const double key : whole.keys)
            next = key > middle ? std::min(next, key) : next;
        if (next == std::numeric_limits<double>::infinity())
            return;
        middle = next;
    }
    auto below = std::make_shared<Bucket>(), above = std::make_shared<Bucket>();
    for (size_t i = 0; i < whole.keys.size(); ++i) {
        Bucket &half = whole.keys[i] < middle ? *below : *above;
        if (half.keys.empty())
            half.low = half.high = whole.keys[i];
        half.low = std::min(half.low, whole.keys[i]);
        half.high = std::max(half.high, whole.keys[i]);
        half.keys.push_back(whole.keys[i]);
        half.ids.push_back(whole.ids[i]);
    }
    for (Bucket *half : {below.get(), above.get()}) {
        half->products.addMany(half->ids.size(), half->ids.data());
        half->generation = m_generation.load();
    }
    below->number = whole.number;
    m_buckets[index] = std::move(below);
    m_buckets.insert(m_buckets.begin() + qsizetype(index) + 1, std::move(above));
    number(*m_buckets[index + 1]);
}

void FacetRun::remove(double key, quint32 id)
{
    if (m_buckets.empty())
        return;
    const size_t index = bucketOf(key);
    Bucket &bucket = own(index);
    for (size_t i = 0; i < bucket.ids.size(); ++i) {
        if (bucket.ids[i] != id || bucket.keys[i] != key)
            continue;
        bucket.ids[i] = bucket.ids.back();
        bucket.keys[i] = bucket.keys.back();
        bucket.ids.pop_back();
        bucket.keys.pop_back();
        --m_count;
        break;
    }
    if (std::find(bucket.ids.begin(), bucket.ids.end(), id) == bucket.ids.end())
        bucket.products.remove(id);
    if (bucket.ids.empty() && m_buckets.size() > 1)
        m_buckets.erase(m_buckets.begin() + qsizetype(index));
}

void FacetRun::replace(quint32 id, const std::vector<double> &before, const std::vector<double> &after)
{
    for (const double key : before) {
        if (!std::binary_search(after.begin(), after.end(), key))
            remove(key, id);
    }
    for (const double key : after) {
        if (!std::binary_search(before.begin(), before.end(), key))
            add(key, id);
    }
    if (after.empty()) {
        m_products.remove(id);
        return;
    }
    const bool isNew = m_products.addChecked(id);
    if (m_bucketOf.empty()) {
        // Whether it is worth its memory is looked at whenever there are twice as many.
        if (const quint64 count = m_products.cardinality(); isNew && count >= quint64(SmallestFull) && (count & (count - 1)) == 0)
            renumber();
        return;
    }
    if (id >= m_bucketOf.size())
        m_bucketOf.resize(std::max<size_t>(size_t(id) + 1, m_bucketOf.size() + m_bucketOf.size() / 8));
    m_bucketOf[id] = m_buckets[bucketOf(after.front())]->number;
}

std::vector<double> FacetRun::keysOf(quint32 id) const
{
    std::vector<double> keys;
    if (!m_products.contains(id))
        return keys;
    const quint16 only = hasOneKeyEach() && !m_bucketOf.empty() ? m_bucketOf[id] : 0;
    for (const auto &bucket : m_buckets) {
        if (only != 0 ? bucket->number != only : !bucket->products.contains(id))
            continue;
        for (size_t i = 0; i < bucket->ids.size(); ++i) {
            if (bucket->ids[i] == id)
                keys.push_back(bucket->keys[i]);
        }
    }
    std::sort(keys.begin(), keys.end());
    return keys;
}

Roaring FacetRun::between(double from, double to, bool isOpen) const
{
    std::vector<const Roaring *> inside, outside;
    std::vector<quint32> edgesInside, edgesOutside;
    qint64 keysInside = 0;
    for (const auto &bucket : m_buckets) {
        if (isOutside(*bucket, from, to, isOpen)) {
            outside.push_back(&bucket->products);
        } else if (isWithin(*bucket, from, to, isOpen)) {
            inside.push_back(&bucket->products);
            keysInside += qint64(bucket->ids.size());
        } else {
            for (size_t i = 0; i < bucket->ids.size(); ++i) {
                const double key = bucket->keys[i];
                const bool isInside = key >= from && (isOpen ? key < to : key <= to);
                (isInside ? edgesInside : edgesOutside).push_back(bucket->ids[i]);
            }
        }
    }
    // Of a range that most are in, the others are put together, and taken off all.
    if (hasOneKeyEach() && keysInside > m_count / 2)
        return m_products - united(std::move(outside), std::move(edgesOutside));
    return united(std::move(inside), std::move(edgesInside));
}

std::vector<qint64> FacetRun::bucketCounts(const FacetSelection &of) const
{
    std::vector<qint64> counts;
    if (m_bucketOf.empty()) {
        const FacetSelection::Mask &mask = of.mask();
        for (const auto &bucket : m_buckets)
            counts.push_back(std::count_if(bucket->ids.begin(), bucket->ids.end(), [&mask](quint32 id) { return mask.has(id); }));
        return counts;
    }
    std::vector<qint64> byNumber(size_t(m_lastNumber) + 1);
    eachId(of.smaller() & m_products, [&](quint32 id) { ++byNumber[m_bucketOf[id]]; });
    for (const auto &bucket : m_buckets)
        counts.push_back(of.count(qint64(bucket->ids.size()), byNumber[bucket->number]));
    return counts;
}

std::vector<qint64> FacetRun::counts(const std::vector<double> &edges, const FacetSelection &of, const std::vector<qint64> &inBuckets) const
{
    const size_t steps = edges.empty() ? 0 : edges.size() - 1;
    std::vector<qint64> counts(steps);
    if (!hasOneKeyEach()) {
        for (size_t step = 0; step < steps; ++step) {
            const Roaring here = between(edges[step], edges[step + 1], step + 1 < steps);
            counts[step] = of.count(qint64(here.cardinality()), qint64(here.and_cardinality(of.smaller())));
        }
        return counts;
    }
    // Below 0 or not below `steps`: in none.
    const auto stepOf = [&](double key) {
        const auto next = std::upper_bound(edges.begin(), edges.end(), key) - edges.begin();
        return next > qsizetype(steps) && key == edges.back() ? qsizetype(steps) - 1 : next - 1;
    };
    const auto add = [&](qsizetype step, qint64 count) {
        if (step >= 0 && step < qsizetype(steps))
            counts[size_t(step)] += count;
    };
    for (size_t index = 0; index < m_buckets.size(); ++index) {
        const Bucket &bucket = *m_buckets[index];
        const qsizetype lowest = stepOf(bucket.low), highest = stepOf(bucket.high);
        if (lowest == highest) {
            add(lowest, inBuckets[index]);
        } else if (inBuckets[index] > 0) {
            const FacetSelection::Mask &mask = of.mask();
            for (size_t i = 0; i < bucket.ids.size(); ++i) {
                if (mask.has(bucket.ids[i]))
                    add(stepOf(bucket.keys[i]), 1);
            }
        }
    }
    return counts;
}

std::optional<FacetRun::Extent> FacetRun::extent(const FacetSelection &of, const std::vector<qint64> &inBuckets) const
{
    const FacetSelection::Mask &mask = of.mask();
    std::optional<Extent> found;
    const auto look = [&](size_t index) {
        if (!inBuckets.empty() && inBuckets[index] == 0)
            return false;
        bool isHit = false;
        const Bucket &bucket = *m_buckets[index];
        for (size_t i = 0; i < bucket.ids.size(); ++i) {
            if (!mask.has(bucket.ids[i]))
                continue;
            isHit = true;
            if (!found)
                found = Extent{bucket.keys[i], bucket.keys[i]};
            found->low = std::min(found->low, bucket.keys[i]);
            found->high = std::max(found->high, bucket.keys[i]);
        }
        return isHit;
    };
    for (size_t index = 0; index < m_buckets.size() && !look(index); ++index) {
    }
    for (size_t index = m_buckets.size(); index > 0 && found && !look(index - 1); --index) {
    }
    return found;
}

FacetRun::Snapshot FacetRun::snapshot() const
{
    m_generation.fetch_add(1);
    return Snapshot(m_buckets.begin(), m_buckets.end());
}

void FacetRun::restore(std::vector<std::shared_ptr<Bucket>> buckets)
{
    m_buckets = std::move(buckets);
    m_count = 0;
    std::vector<const Roaring *> all;
    for (const auto &bucket : m_buckets) {
        bucket->generation = m_generation.load();
        m_count += qint64(bucket->ids.size());
        all.push_back(&bucket->products);
    }
    m_products = all.empty() ? Roaring() : Roaring::fastunion(all.size(), all.data());
    renumber();
}

} // namespace vitrine::catalog
