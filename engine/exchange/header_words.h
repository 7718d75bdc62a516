#pragma once

#include "exchange/mapping_profile.h"

#include <QString>

namespace vitrine::exchange {

/// The name of a column, taken apart: "Gewicht (kg)" -> "Gewicht", "kg"; "description-en_US" -> "description", "en_US";
/// "Preis EUR" -> "Preis", "EUR".
struct HeaderName
{
    QString words;
    QString unit;
    QString locale;
    QString currency;
};

HeaderName readHeaderName(const QString &header);

/// How well words name a key, 0 the best ("sku", "Artikelnummer", "ean"); -1: not at all.
int keyRank(const QString &words);

/// Whether words call a column the product of which a row is a variant ("parent sku"), or what its variants share ("style").
bool isParentName(const QString &words);
bool isGroupName(const QString &words);

/// What words of five languages say that a column is: name, brand, categories, stock or price, else an attribute.
MappedColumn::Role roleOfWords(const QString &words);

} // namespace vitrine::exchange
