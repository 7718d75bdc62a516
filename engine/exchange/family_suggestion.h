#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QStringList>

namespace vitrine::exchange {

/// Families as `vitrined families import` reads them, made from what a source declares.
struct FamilySuggestion
{
    QByteArray toml;
    qsizetype families = 0, attributes = 0, channels = 0;
    QStringList problems; ///< rows that were left out: file, line, column and reason
};

/// From the side tables of Akeneo (families.csv, attributes.csv, attribute_options.csv, channels.csv) among these files and
/// folders. NotFound when they declare no family or no attribute; what readFamilies() would refuse is its error. Blocking.
Result<FamilySuggestion> suggestFamilies(const QStringList &sources);

} // namespace vitrine::exchange
