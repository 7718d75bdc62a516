#pragma once

#include "base/ids.h"

#include <QDate>
#include <QString>
#include <QStringList>
#include <QVector>

#include <optional>
#include <variant>

namespace vitrine::catalog {

/// Where a value holds: everywhere (both empty), in one sales channel ("SG"), in one language ("th_TH"), or both.
/// A reader falls back from channel+locale to channel, to locale, to everywhere.
struct Scope
{
    QString channel;
    QString locale;
    bool operator==(const Scope &) const = default;
};

enum class ValueType { Text, Number, Boolean, Date, Option };

/// The code of one of an attribute's options, e.g. "blue"; its label is the attribute schema's.
using OptionCode = NameId<struct OptionCodeTag>;

/// Exactly one alternative per ValueType, in its order.
using Value = std::variant<QString, double, bool, QDate, OptionCode>;

inline ValueType typeOf(const Value &value) { return ValueType(value.index()); }

struct AttributeValue
{
    QString code; ///< [a-z0-9_]+, at most 128 characters
    Value value;
    Scope scope;
    bool operator==(const AttributeValue &) const = default;
};

struct Attribute
{
    QString code;
    QString label; ///< for people; the code with spaces when the source names none
    ValueType type = ValueType::Text;
    QString unit; ///< "W", "mm"; empty when there is none
    qint64 valueCount = 0;
    bool operator==(const Attribute &) const = default;
};

/// Money in minor units of its currency (cents; VND and IDR have none: whole units).
struct Price
{
    QString channel; ///< empty: every channel
    QString currency; ///< ISO 4217
    qint64 minor = 0;
    bool operator==(const Price &) const = default;
};

/// What of a picture has to stay when it is cropped: shares of its upright width and height, from the left and the top, 0
/// to 1 (makeFocalPoint()).
struct FocalPoint
{
    double x = 0.5;
    double y = 0.5;
    bool operator==(const FocalPoint &) const = default;
};

struct ImageRef
{
    ImageId id;
    int widthPx = 0; ///< upright
    int heightPx = 0;
    std::optional<FocalPoint> focus{};
    bool operator==(const ImageRef &) const = default;
};

struct Variant
{
    QString sku;
    QVector<AttributeValue> attributes;
    QVector<Price> prices;
    qint64 stock = 0;
    bool operator==(const Variant &) const = default;
};

/// All that is known of one product: the truth from which its card is made. The brand is the Option attribute "brand".
/// A product without variants of its own has one, whose SKU is the key unless the source names one.
struct Product
{
    ProductKey key;
    QString name;
    QStringList categories; ///< paths, "Men/Tops/Jackets"
    QVector<AttributeValue> attributes;
    QVector<Price> prices;
    QVector<ImageRef> images; ///< the first is the main picture
    QVector<Variant> variants;
    quint32 version = 0; ///< counts this product's changes from 1; 0 in a product that was not read from a store

    qint64 stock() const;
    bool operator==(const Product &) const = default;
};

} // namespace vitrine::catalog

Q_DECLARE_METATYPE(vitrine::catalog::Product)
