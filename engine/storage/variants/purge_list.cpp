#include "storage/variants/purge_list.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

namespace vitrine::storage {

namespace {

quint64 hashOf(QByteArrayView tag)
{
    return XXH3_64bits(tag.data(), size_t(tag.size()));
}

QByteArrayView takeTag(QByteArrayView *tags)
{
    const qsizetype end = tags->indexOf(' ');
    const QByteArrayView tag = end < 0 ? *tags : tags->first(end);
    *tags = end < 0 ? QByteArrayView() : tags->sliced(end + 1);
    return tag;
}

} // namespace

TagHashes tagHashes(QByteArrayView variantTags)
{
    TagHashes hashes{};
    for (size_t i = 0; i < hashes.size() && !variantTags.isEmpty(); ++i)
        hashes[i] = hashOf(takeTag(&variantTags));
    return hashes;
}

void PurgeList::add(const images::Purge &purge, RecordPlace place)
{
    for (const QByteArray &tag : purge.tags)
        m_tags[hashOf(tag)] = place;
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
        const auto found = m_tags.constFind(hashOf(takeTag(&variantTags)));
        if (found != m_tags.constEnd() && place < *found)
            return true;
    }
    return false;
}

bool PurgeList::covers(const TagHashes &tags, RecordPlace place) const
{
    return !m_tags.isEmpty() && std::any_of(tags.begin(), tags.end(), [&](quint64 tag) {
        const auto found = m_tags.constFind(tag);
        return found != m_tags.constEnd() && place < *found;
    });
}

void PurgeList::forgetSegment(quint64 segment)
{
    m_tags.removeIf([segment](const auto &entry) { return entry.value().segment <= segment; });
    std::erase_if(m_prefixes, [segment](const auto &entry) { return entry.second.segment <= segment; });
}

} // namespace vitrine::storage
