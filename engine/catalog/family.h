#pragma once

#include "base/result.h"
#include "catalog/product.h"

#include <QByteArray>
#include <QMap>

#include <optional>

namespace vitrine::catalog {

/// The attribute by which a product names its family, as it names its brand by "brand": an option that holds everywhere.
/// So imports, exports, history, undo, bulk edits and filters know the family as they know every attribute.
inline const QString FamilyAttribute = QStringLiteral("family");

/// A sales channel, and the languages in which it shows its products.
struct Channel
{
    QString code; ///< as in Scope::channel
    QString label;
    QStringList locales; ///< as in Scope::locale; at least one
    bool operator==(const Channel &) const = default;
};

/// Where an attribute's values are kept, and what they have to be. An attribute without one is kept where it holds
/// everywhere, and may be anything.
struct AttributeRule
{
    QString code;
    std::optional<ValueType> type{};
    bool perChannel = false;
    bool perLocale = false;
    std::optional<double> min{}; ///< of numbers, inclusive
    std::optional<double> max{}; ///< of numbers, inclusive
    std::optional<int> maxLength{}; ///< of texts, in UTF-16 units
    QString matches{};   ///< a regular expression (PCRE2) that the whole text or option has to match; empty: none
    QStringList options{}; ///< the only ones allowed, of texts and options; empty: all
    bool operator==(const AttributeRule &) const = default;
};

/// A set of attributes that products of one kind have.
struct Family
{
    QString code; ///< the option of the attribute "family"
    QString label;
    QStringList attributes; ///< in the order in which people see them
    QStringList required;   ///< of these, in every channel
    QMap<QString, QStringList> requiredIn{}; ///< of these, in one channel besides
    bool operator==(const Family &) const = default;
};

/// All that is declared of a catalog's families; a value.
struct FamilyDeclaration
{
    QVector<Channel> channels{};
    QVector<AttributeRule> attributes{};
    QVector<Family> families{};
    bool isEmpty() const { return channels.isEmpty() && attributes.isEmpty() && families.isEmpty(); }
    bool operator==(const FamilyDeclaration &) const = default;
};

/// More would make lists of one product's completeness that nobody reads, and fill the index.
inline constexpr qsizetype MostPlaces = 400; ///< languages of all channels together

/// Reads the TOML form. InvalidArgument names file, line and column, the rule and the remedy. `file` is for messages.
Result<FamilyDeclaration> readFamilies(const QByteArray &toml, const QString &file);
/// The same form; reading it gives an equal declaration.
QByteArray writeFamilies(const FamilyDeclaration &declaration);

} // namespace vitrine::catalog
