#pragma once

#include "base/result.h"
#include "catalog/product.h"

#include <QJsonValue>

#include <optional>

namespace vitrine::catalog {

/// Which value of a product, for histories and comparisons. Everything that a product holds is in exactly one place:
/// where the list of its variants or of its prices itself changes, that whole list is the place.
struct FieldPlace
{
    /// Created and Removed are no values: they say that the product came and went.
    enum class Kind { Created, Name, Categories, Images, Attribute, Price, Prices, Stock, Variants, Removed };

    Kind kind = Kind::Name;
    QString code;  ///< the attribute's code; the channel of a Price
    QString sku;   ///< the variant, for what is a variant's own; empty: the product's
    Scope scope{}; ///< for Attribute
    bool operator==(const FieldPlace &) const = default;
};

/// What one change did to one place. The values are JSON that reads back the same: texts, numbers and booleans as
/// they are, a date {"date":"2024-12-31"}, an option {"option":"blue"}, a Price and Stock as whole numbers, lists as
/// arrays; undefined where there is no value.
struct FieldChange
{
    FieldPlace place;
    QJsonValue before{QJsonValue::Undefined};
    QJsonValue after{QJsonValue::Undefined};
    bool operator==(const FieldChange &) const = default;
};

/// Every place in which two states of one product differ; pure. Empty exactly when their fingerprints are equal.
QVector<FieldChange> diff(const Product &before, const Product &after);

/// The value that a product has in a place; undefined when it has none.
QJsonValue fieldAt(const Product &product, const FieldPlace &place);

/// Gives the place a value (undefined removes it); pure. InvalidArgument when the product has no such place any more,
/// e.g. a variant that is gone, or the value is not one of this place: the product is unchanged then.
Status putField(Product &product, const FieldPlace &place, const QJsonValue &value);

QJsonValue toJson(const Value &value);
std::optional<Value> valueFromJson(const QJsonValue &json);

/// "name", "attribute", … as stored and as printed, and back.
QLatin1String placeKindName(FieldPlace::Kind kind);
std::optional<FieldPlace::Kind> placeKindFromName(QStringView name);

/// The place in a few words: "name", "weight", "description th_TH", "price SG", "stock A-1-S", "A-1-S: size".
QString placeName(const FieldPlace &place);
/// A value of a history in a few words; empty when there is none. Prices as people write them, "12.50 SGD": `currency`
/// is that of a place of the kind Price.
QString readable(const QJsonValue &value, const QString &currency = {});

} // namespace vitrine::catalog
