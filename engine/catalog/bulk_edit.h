#pragma once

#include "catalog/product_diff.h"

#include <QStringList>

namespace vitrine::catalog {

/// One change that a bulk edit makes to every chosen product. It has a text form, in which it is typed, stored and
/// shown; FIELD OPERATOR VALUE:
///
///     name=TEXT  name~=OLD=>NEW               a name; every OLD in it becomes NEW
///     attr.CODE[:TYPE][@CHANNEL][/LOCALE]=V   an attribute, TYPE is text, number, boolean, date or option; a blank V
///                                             removes it; ~= for texts; += -= for numbers, where the product has one
///     price[:CHANNEL]=9.90  +=1  -=5%         every price of the product and its variants, or those of one channel,
///     price+=5%^0.05                          in the currency of each; ^ rounds to whole multiples
///     stock=0  stock+=10                      every variant
///     categories+=Men/Tops  categories-=…     added at the end, removed
struct BulkChange
{
    enum class Action { Set, Add, AddShare, Replace, Insert, Erase };

    FieldPlace::Kind kind = FieldPlace::Kind::Name; ///< Name, Attribute, Price, Stock or Categories
    QString code;                                   ///< attribute code; the channel of Price, empty: every one
    Scope scope{};
    Action action = Action::Set;
    std::optional<ValueType> type{};  ///< of an attribute
    std::optional<Value> value{};     ///< Set: of Name and Attribute; nothing removes
    double amount = 0;                ///< Set, Add: a number, decimal money, pieces; AddShare: percent
    double roundTo = 0;               ///< decimal money; 0: the smallest unit
    QString find{}, text{};           ///< Replace; Insert and Erase: the category
    bool operator==(const BulkChange &) const = default;
};

/// Reads the text form. `attributes`, sorted by code, tell the type of an attribute whose text does not; one that is
/// neither stated nor known is text. InvalidArgument names what cannot be understood and says what can.
Result<BulkChange> parseBulkChange(const QString &text, const QVector<Attribute> &attributes);
/// The text form, with the type stated: reads back equal with whatever attributes.
QString toText(const BulkChange &change);

/// Makes the changes; pure. A product that has nothing to change there stays as it is. InvalidArgument: the product is
/// unchanged, e.g. a price would be negative.
Status applyBulk(Product &product, const QVector<BulkChange> &changes);

} // namespace vitrine::catalog
