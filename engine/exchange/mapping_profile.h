#pragma once

#include "base/result.h"
#include "catalog/product.h"
#include "exchange/text_encoding.h"

#include <QString>
#include <QStringList>
#include <QVector>

#include <optional>

namespace vitrine::exchange {

/// What one column of somebody else's table is in a product.
struct MappedColumn
{
    /// VariantSku: several rows of one key are a product's variants. Parent: a row that names another's key here is a
    /// variant of that product, and its own key is its SKU.
    enum class Role { Key, Parent, VariantSku, Name, Brand, Categories, Sku, Stock, Price, Images, Attribute, Ignore };

    QString header; ///< as the file writes it
    Role role = Role::Ignore;
    QString code; ///< of an attribute
    std::optional<catalog::ValueType> type; ///< of an attribute; nothing: the one that the catalog has, else text
    QString label, unit; ///< of an attribute
    catalog::Scope scope; ///< of an attribute; its channel is also a price's
    QString currency; ///< of a price
    QString separator; ///< between the categories or pictures of one cell; empty: there is one
    QString levels; ///< between the levels of a category: "Men > Tops"
    QChar decimal = u'.'; ///< of a number or price: '.' or ','; the other one may group thousands
    QString dateFormat = QStringLiteral("yyyy-MM-dd");
    bool ofVariant = false; ///< of an attribute or price: each variant has its own
    QStringList yes, no; ///< the words of a boolean; none: true, yes, 1 and false, no, 0
};

/// How a table whose columns are not ours is read. It has a text form in TOML:
///
///     [source]
///     encoding = "windows-1252"   # utf-8 (default), utf-16, utf-16be
///     delimiter = ";"             # default: found out from the header
///     sheet = "Products"          # of a workbook; default: the first
///     decimal = ","               # default for every column below; "."
///     date = "dd.MM.yyyy"         # likewise; "yyyy-MM-dd"
///
///     [columns]
///     "Artikelnummer" = "key"     # or name, brand, categories, sku, stock, images, ignore
///     "Warengruppe" = { is = "categories", separator = "|", levels = ">" }
///     "Preis" = { is = "price", currency = "EUR", channel = "DE" }
///     "Gewicht" = { is = "attribute", code = "weight", type = "number", unit = "kg" }
///     "Farbe" = { is = "attribute", code = "colour", type = "option", locale = "de_DE" }
///     "Variante" = "variant sku"  # several rows a product; or "parent", of a table in which each variant has a key
///     "Größe" = { is = "attribute", code = "size", of = "variant" }
///
/// A column of JSON lines is the path of a member: "price.amount", "variants.sku".
struct MappingProfile
{
    QString path; ///< where it was read from
    TextEncoding encoding = TextEncoding::Utf8;
    char delimiter = '\0'; ///< 0: found out from the header
    QString sheet;
    QVector<MappedColumn> columns;

    const MappedColumn *column(const QString &header) const;
    /// The first column that is this; null: none.
    const MappedColumn *columnThatIs(MappedColumn::Role role) const;
    /// The columns that it does not ignore and that `header` lacks.
    QStringList missingFrom(const QStringList &header) const;
};

/// Reads the text form. InvalidArgument: what is wrong, at `origin:line:column`.
Result<MappingProfile> parseMappingProfile(const QByteArray &toml, const QString &origin);
/// The same of a file. NotFound, PermissionDenied, Io.
Result<MappingProfile> readMappingProfile(const QString &path);

QLatin1String roleName(MappedColumn::Role role);

/// "1.234,56 €" -> "1234.56": a number as people write it, with its decimal mark; the other mark, spaces and
/// apostrophes may group thousands; `unit`, "kg" or "EUR", and the sign of a currency may stand beside it. Nothing
/// when it is not one.
std::optional<QString> plainDecimal(const QString &text, QChar decimal, const QString &unit);

} // namespace vitrine::exchange
