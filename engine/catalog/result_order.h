#pragma once

#include "catalog/query.h"

#include <roaring/roaring.hh>

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

} // namespace vitrine::catalog
