#pragma once

#include "catalog/product.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace vitrine::exchange {

// The project's own CSV, read by an import and written by an export. RFC 4180, UTF-8, a header, one row a
// product:
//
//   key         the product's key; must be there, must not be blank
//   name
//   categories  paths "Men/Tops/Jackets", several separated by |
//   brand
//   sku         of the product's only variant; blank: the key
//   stock       of the product's only variant, a whole number
//   images      file names looked up in the images folder, or @ID:WIDTHxHEIGHT for a picture that is stored
//   already;
//               several separated by |
//   price[:CHANNEL]:CURRENCY      a decimal, "12.50"
//   attr.CODE[:TYPE][@CHANNEL][/LOCALE]   TYPE: text, number, boolean (true, false), date (2024-12-31),
//   option;
//               without TYPE the one that the catalog has, else text
//
// A product with variants has rows of the same key below its own, one a variant: sku, stock, prices and
// attributes of these rows are the variant's, their other cells are blank, and so is the sku of the product's
// own row. The same key anywhere else in the file is a duplicate: the later row is rejected.
//
// A blank cell removes what the catalog has; a column that is not there leaves it as it is.
//
// In lists | and \ are written \| and \\. A text that begins with = + - @, a tab or a carriage return has an
// apostrophe in front, so that no spreadsheet takes it for a formula; a text of nothing (as opposed to none)
// is a lone apostrophe; reading takes one apostrophe off again.

struct PriceColumnName
{
    QString channel;
    QString currency;
};

struct AttributeColumnName
{
    QString code;
    std::optional<catalog::ValueType> type;
    catalog::Scope scope;
};

/// Nothing when `name` is not of that form.
std::optional<PriceColumnName> parsePriceColumn(const QString &name);
std::optional<AttributeColumnName> parseAttributeColumn(const QString &name);
QString priceColumnName(const QString &channel, const QString &currency);
QString attributeColumnName(const QString &code, catalog::ValueType type, const catalog::Scope &scope);

QString joinList(const QStringList &items);
QStringList splitList(const QString &cell);

QString protectText(const QString &text);
QString unprotectText(const QString &cell);

QString imageReference(const catalog::ImageRef &image);
std::optional<catalog::ImageRef> parseImageReference(const QString &text);

/// A value as a cell; a text comes out protected.
QString cellFromValue(const catalog::Value &value);
/// Nothing when the cell is not of that type; `cell` is not blank.
std::optional<catalog::Value> valueFromCell(const QString &cell, catalog::ValueType type);

} // namespace vitrine::exchange
