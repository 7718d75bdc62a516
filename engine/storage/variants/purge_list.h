#pragma once

#include "images/variant.h"

#include <QHash>

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

/// The purges whose victims may still lie in a segment: a purge costs one record, whatever it covers, and what it
/// covers is found out when it is read. Not thread-safe.
class PurgeList
{
public:
    /// The purge covers what lies before `place`.
    void add(const images::Purge &purge, RecordPlace place);
    bool covers(QByteArrayView variantTags, RecordPlace place) const;
    /// Of a purge that lies in that segment, all victims are gone together with it and what was before it.
    void forgetSegment(quint64 segment);

private:
    QHash<QByteArray, RecordPlace> m_tags;
    std::vector<std::pair<images::Purge, RecordPlace>> m_prefixes;
};

} // namespace vitrine::storage
