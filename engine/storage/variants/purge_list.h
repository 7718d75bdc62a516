#pragma once

#include "images/variant.h"

#include <QHash>

#include <array>
#include <compare>
#include <utility>
#include <vector>

namespace vitrine::storage {

/// Where a record is among all records of a store: later ones are greater.
struct RecordPlace
{
    quint64 segment = 0;
    qint64 offset = 0;
    auto operator<=>(const RecordPlace &) const = default;
};

/// The first tags of a variant, hashed: what an index can afford to hold. Zero where there is none.
using TagHashes = std::array<quint64, 2>;
TagHashes tagHashes(QByteArrayView variantTags);

/// The purges whose victims may still lie in a segment: to purge a tag costs one record, whatever it covers. Not
/// thread-safe.
class PurgeList
{
public:
    /// The purge covers what lies before `place`.
    void add(const images::Purge &purge, RecordPlace place);
    bool covers(QByteArrayView variantTags, RecordPlace place) const;
    /// The same without the prefixes, and without tags beyond the hashed ones.
    bool covers(const TagHashes &tags, RecordPlace place) const;
    bool hasPrefixes() const { return !m_prefixes.empty(); }
    /// Of a purge that lies in that segment, all victims are gone together with it and what was before it.
    void forgetSegment(quint64 segment);

private:
    QHash<quint64, RecordPlace> m_tags; ///< by their hash
    std::vector<std::pair<images::Purge, RecordPlace>> m_prefixes;
};

} // namespace vitrine::storage
