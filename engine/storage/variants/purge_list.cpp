#include "storage/variants/purge_list.h"

#include <algorithm>

namespace vitrine::storage {

void PurgeList::add(const images::Purge &purge, RecordPlace place)
{
    for (const QByteArray &tag : purge.tags)
        m_tags[tag] = place;
    for (const QByteArray &prefix : purge.prefixes)
        m_prefixes.emplace_back(images::Purge{{}, {prefix}}, place);
}

bool PurgeList::covers(QByteArrayView variantTags, RecordPlace place) const
{
    for (const auto &[purge, purgedAt] : m_prefixes) {
        if (place < purgedAt && purge.covers(variantTags))
            return true;
    }
    while (!m_tags.isEmpty() && !variantTags.isEmpty()) {
        const qsizetype end = variantTags.indexOf(' ');
        const auto found = m_tags.constFind((end < 0 ? variantTags : variantTags.first(end)).toByteArray());
        if (found != m_tags.constEnd() && place < *found)
            return true;
        variantTags = end < 0 ? QByteArrayView() : variantTags.sliced(end + 1);
    }
    return false;
}

void PurgeList::forgetSegment(quint64 segment)
{
    m_tags.removeIf([segment](const auto &entry) { return entry.value().segment <= segment; });
    std::erase_if(m_prefixes, [segment](const auto &entry) { return entry.second.segment <= segment; });
}

} // namespace vitrine::storage
