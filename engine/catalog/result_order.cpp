#include "catalog/result_order.h"

#include "catalog/catalog.h"

#include <algorithm>
#include <numeric>

namespace vitrine::catalog {

ResultMark ResultSet::Order::markAt(qint64 row) const
{
    ResultMark mark;
    mark.id = at(row);
    mark.row = row;
    return mark;
}

std::optional<qint64> ResultSet::Order::rowAfter(const ResultMark &mark) const
{
    // It has seldom moved far.
    if (mark.row >= 0 && mark.row < size() && at(mark.row) == mark.id)
        return mark.row + 1;
    for (qint64 row = 0; row < size(); ++row) {
        if (at(row) == mark.id)
            return row + 1;
    }
    return {};
}

Result<ResultMark> ProductSearch::mark(const Query &, const ResultSet &set, qint64 row)
{
    return set.markAt(row);
}

Result<qint64> ProductSearch::rowAfter(const Query &, const ResultSet &set, const ResultMark &mark)
{
    if (const auto row = set.rowAfter(mark))
        return *row;
    return Error{ErrorCode::InvalidArgument, QStringLiteral("the list has no such place any more"),
                 QStringLiteral("cursor"), QStringLiteral("Begin the list again without a cursor")};
}

std::optional<qint64> AllOrder::rowAfter(const ResultMark &mark) const
{
    const qint64 id = toNumber(mark.id);
    return std::clamp<qint64>(m_descending ? m_count - id + 1 : id, 0, m_count);
}

ProductId BitmapOrder::at(qint64 row) const
{
    quint32 id = 0;
    const bool found = m_bitmap.select(quint32(m_descending ? m_count - 1 - row : row), &id);
    Q_ASSERT(found);
    Q_UNUSED(found);
    return ProductId(id);
}

std::optional<qint64> BitmapOrder::rowAfter(const ResultMark &mark) const
{
    const quint32 id = toNumber(mark.id);
    if (m_descending)
        return m_count - (id == 0 ? 0 : qint64(m_bitmap.rank(id - 1)));
    return qint64(m_bitmap.rank(id));
}

RunOrder::RunOrder(FacetRun::Snapshot buckets, Roaring selected, const Roaring &withKey, bool oneKeyEach, bool descending,
                   const std::vector<qint64> &inBuckets)
    : m_buckets(std::move(buckets)),
      m_selected(std::move(selected)),
      m_rest(m_selected - withKey),
      m_size(qint64(m_selected.cardinality())),
      m_oneKeyEach(oneKeyEach),
      m_descending(descending)
{
    std::partial_sum(inBuckets.begin(), inBuckets.end(), std::back_inserter(m_ends));
}

bool RunOrder::isBefore(const Placed &a, const Placed &b) const
{
    if (a.key != b.key)
        return m_descending ? a.key > b.key : a.key < b.key;
    return a.id < b.id;
}

/// What a bucket adds to those before it.
Roaring RunOrder::fresh(size_t bucket) const
{
    return m_oneKeyEach ? m_buckets[bucket]->products & m_selected : m_fresh[bucket];
}

void RunOrder::countTo(size_t bucket) const
{
    while (m_ends.size() <= bucket) {
        const Roaring &products = m_buckets[m_ends.size()]->products;
        const qint64 before = m_ends.empty() ? 0 : m_ends.back();
        if (m_oneKeyEach) {
            m_ends.push_back(before + qint64(products.and_cardinality(m_selected)));
            continue;
        }
        Roaring added = products & m_selected;
        added -= m_seen;
        m_seen |= added;
        m_ends.push_back(before + qint64(added.cardinality()));
        m_fresh.push_back(std::move(added));
    }
}

const std::vector<RunOrder::Placed> &RunOrder::placed(size_t bucket) const
{
    if (m_placedBucket == bucket)
        return m_placed;
    m_placed.clear();
    m_placedBucket = bucket;
    const FacetRun::Bucket &source = *m_buckets[bucket];
    const Roaring ids = fresh(bucket);
    if (source.ids.empty()) {
        for (const quint32 id : ids)
            m_placed.push_back({source.low, id});
        return m_placed;
    }
    for (size_t i = 0; i < source.ids.size(); ++i) {
        if (ids.contains(source.ids[i]))
            m_placed.push_back({source.keys[i], source.ids[i]});
    }
    std::sort(m_placed.begin(), m_placed.end(), [this](const Placed &a, const Placed &b) { return isBefore(a, b); });
    if (!m_oneKeyEach) { // the first key of a product is where it stands
        Roaring standing;
        std::erase_if(m_placed, [&](const Placed &each) { return !standing.addChecked(each.id); });
    }
    return m_placed;
}

RunOrder::Placed RunOrder::place(qint64 row) const
{
    while (m_ends.size() < m_buckets.size() && (m_ends.empty() || m_ends.back() <= row))
        countTo(m_ends.size());
    const qint64 counted = m_ends.empty() ? 0 : m_ends.back();
    if (row >= counted) {
        quint32 id = 0;
        m_rest.select(quint32(row - counted), &id);
        return {std::numeric_limits<double>::quiet_NaN(), id};
    }
    const auto end = std::upper_bound(m_ends.begin(), m_ends.end(), row);
    const auto bucket = size_t(end - m_ends.begin());
    return placed(bucket)[size_t(row - (bucket == 0 ? 0 : m_ends[bucket - 1]))];
}

ProductId RunOrder::at(qint64 row) const
{
    std::lock_guard lock(m_mutex);
    return ProductId(place(row).id);
}

ResultMark RunOrder::markAt(qint64 row) const
{
    std::lock_guard lock(m_mutex);
    const Placed placed = place(row);
    ResultMark mark;
    mark.id = ProductId(placed.id);
    mark.row = row;
    mark.hasKey = placed.key == placed.key;
    mark.key = mark.hasKey ? placed.key : 0;
    return mark;
}

std::optional<qint64> RunOrder::rowAfter(const ResultMark &mark) const
{
    std::lock_guard lock(m_mutex);
    if (!m_buckets.empty())
        countTo(mark.hasKey ? 0 : m_buckets.size() - 1);
    if (!mark.hasKey)
        return (m_ends.empty() ? 0 : m_ends.back()) + qint64(m_rest.rank(toNumber(mark.id)));
    const Placed wanted{mark.key, toNumber(mark.id)};
    for (size_t bucket = 0; bucket < m_buckets.size(); ++bucket) {
        const FacetRun::Bucket &source = *m_buckets[bucket];
        const bool isValue = source.ids.empty();
        if (isValue ? source.low != mark.key
                    : (m_descending ? source.low > mark.key : source.high < mark.key))
            continue;
        countTo(bucket);
        const std::vector<Placed> &here = placed(bucket);
        const auto next = std::upper_bound(here.begin(), here.end(), wanted,
                                           [this](const Placed &a, const Placed &b) { return isBefore(a, b); });
        return (bucket == 0 ? 0 : m_ends[bucket - 1]) + (next - here.begin());
    }
    // Behind every key that there is; a value that is gone has no place.
    if (m_buckets.empty() || m_buckets.front()->ids.empty())
        return m_buckets.empty() ? std::optional<qint64>(0) : std::nullopt;
    countTo(m_buckets.size() - 1);
    return m_ends.back();
}

} // namespace vitrine::catalog
