#pragma once

#include <QtGlobal>

#include <roaring/roaring.hh>

#include <vector>

namespace vitrine::catalog {

/// The numbers in a set, in order: many of them are gone through faster so than by a Roaring bitmap's own iterator.
inline std::vector<quint32> idsOf(const Roaring &products)
{
    std::vector<quint32> ids(products.cardinality());
    products.toUint32Array(ids.data());
    return ids;
}

/// A set of products for testing one after the other: a bit a product, where a Roaring bitmap would search. Immutable.
class FacetMask
{
public:
    explicit FacetMask(const Roaring &products)
        : m_size(products.isEmpty() ? 0 : products.maximum() + 1), m_words(size_t(m_size) / 64 + 1)
    {
        for (const quint32 id : idsOf(products))
            m_words[id / 64] |= quint64(1) << (id % 64);
    }
    bool has(quint32 id) const { return id < m_size && (m_words[id / 64] >> (id % 64) & 1); }

private:
    quint32 m_size;
    std::vector<quint64> m_words;
};

} // namespace vitrine::catalog
