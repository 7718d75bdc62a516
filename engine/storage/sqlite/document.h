#pragma once

#include "catalog/catalog.h"

namespace vitrine::storage::sqlite {

/// What the text index holds of a product, column by column.
struct Document
{
    QString name;
    QString key;   ///< and every SKU
    QString brand; ///< code and label
    QString categories;
    QString body; ///< every text and option of its attributes
    bool operator==(const Document &) const = default;
};

Document documentOf(const catalog::Product &product, const QString &brandLabel);

/// The name as it is sorted: case folded, without diacritics, at most 64 bytes of UTF-8.
QByteArray sortName(const QString &name);

/// A user's words as an FTS5 expression: every word must occur, the last one may be the beginning of a word
/// unless a space follows it. Nothing the user types is an operator. InvalidArgument when there is nothing to
/// look for.
Result<QByteArray> matchExpression(const QString &text);

} // namespace vitrine::storage::sqlite
