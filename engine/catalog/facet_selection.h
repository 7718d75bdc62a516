#pragma once

#include <QtGlobal>

#include <roaring/roaring.hh>

#include <array>
#include <memory>
#include <mutex>
#include <vector>

namespace vitrine::catalog {

/// f(id) for every number of the set, in order: by blocks, for one number after the other is slow, and all of a large set
/// at once are pages that the kernel has to make each time.
template <typename Function>
void eachId(const Roaring &products, const Function &f)
{
    roaring_uint32_iterator_t iterator;
    roaring_init_iterator(&products.roaring, &iterator);
    std::array<quint32, 2'048> block;
    while (const quint32 read = roaring_read_uint32_iterator(&iterator, block.data(), quint32(block.size()))) {
        for (quint32 i = 0; i < read; ++i)
            f(block[i]);
    }
}

/// Some of all products, that counts are over. What most products have is counted by the others, which are fewer, and taken
/// off what all have. Immutable; any thread.
class FacetSelection
{
public:
    FacetSelection(const Roaring &products, const Roaring &all)
        : m_isOthers(products.cardinality() > all.cardinality() / 2), m_smaller(m_isOthers ? all - products : products)
    {
    }

    const Roaring &smaller() const { return m_smaller; }
    /// smaller() are those that are not selected.
    bool isOthers() const { return m_isOthers; }
    /// Of something that `all` products have, when `smaller` of smaller() have it.
    qint64 count(qint64 all, qint64 smaller) const { return m_isOthers ? all - smaller : smaller; }

    /// Whether one of all products is selected: by a bit a product, where a Roaring bitmap would search.
    class Mask
    {
    public:
        bool has(quint32 id) const
        {
            const bool isMarked = id < m_size && (m_words[id / 64] >> (id % 64) & 1);
            return isMarked != m_isOthers;
        }

    private:
        friend class FacetSelection;
        quint32 m_size = 0;
        bool m_isOthers = false;
        std::vector<quint64> m_words;
    };
    /// Made when it is asked for first.
    const Mask &mask() const
    {
        std::call_once(*m_once, [this] {
            m_mask->m_isOthers = m_isOthers;
            m_mask->m_size = m_smaller.isEmpty() ? 0 : m_smaller.maximum() + 1;
            m_mask->m_words.resize(size_t(m_mask->m_size) / 64 + 1);
            eachId(m_smaller, [&words = m_mask->m_words](quint32 id) { words[id / 64] |= quint64(1) << (id % 64); });
        });
        return *m_mask;
    }

private:
    bool m_isOthers;
    Roaring m_smaller;
    std::unique_ptr<std::once_flag> m_once = std::make_unique<std::once_flag>(); // on the heap, so that it can be moved
    std::unique_ptr<Mask> m_mask = std::make_unique<Mask>();
};

} // namespace vitrine::catalog
