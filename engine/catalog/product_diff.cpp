#include "catalog/product_diff.h"

#include "catalog/focal_point.h"
#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

#include <algorithm>

namespace vitrine::catalog {

namespace {

using Kind = FieldPlace::Kind;

QJsonArray toJson(const QStringList &texts) { return QJsonArray::fromStringList(texts); }

QJsonArray toJson(const QVector<ImageRef> &images)
{
    QJsonArray array;
    for (const ImageRef &image : images) {
        QJsonObject object{{QStringLiteral("id"), image.id.toString()},
                           {QStringLiteral("width"), image.widthPx},
                           {QStringLiteral("height"), image.heightPx}};
        if (image.focus)
            object[QStringLiteral("focus")] = toText(*image.focus);
        array.append(object);
    }
    return array;
}

QJsonArray toJson(const QVector<Price> &prices)
{
    QJsonArray array;
    for (const Price &price : prices)
        array.append(QJsonObject{{QStringLiteral("channel"), price.channel},
                                 {QStringLiteral("currency"), price.currency},
                                 {QStringLiteral("minor"), price.minor}});
    return array;
}

QJsonArray toJson(const QVector<AttributeValue> &values)
{
    QJsonArray array;
    for (const AttributeValue &value : values)
        array.append(QJsonObject{{QStringLiteral("code"), value.code},
                                 {QStringLiteral("channel"), value.scope.channel},
                                 {QStringLiteral("locale"), value.scope.locale},
                                 {QStringLiteral("value"), catalog::toJson(value.value)}});
    return array;
}

QJsonArray toJson(const QVector<Variant> &variants)
{
    QJsonArray array;
    for (const Variant &variant : variants)
        array.append(QJsonObject{{QStringLiteral("sku"), variant.sku},
                                 {QStringLiteral("stock"), variant.stock},
                                 {QStringLiteral("attributes"), toJson(variant.attributes)},
                                 {QStringLiteral("prices"), toJson(variant.prices)}});
    return array;
}

Error refused(const QString &what, const FieldPlace &place)
{
    return {ErrorCode::InvalidArgument, what, placeName(place), {}};
}

Error notOfThisPlace(const FieldPlace &place)
{
    return refused(QStringLiteral("this is no value of %1").arg(placeName(place)), place);
}

std::optional<qint64> wholeNumber(const QJsonValue &json)
{
    if (!json.isDouble())
        return {};
    const qint64 number = json.toInteger(-1);
    return number < 0 ? std::nullopt : std::optional(number);
}

std::optional<QVector<Price>> pricesFromJson(const QJsonValue &json)
{
    if (!json.isArray())
        return {};
    QVector<Price> prices;
    for (const QJsonValue &each : json.toArray()) {
        const auto minor = wholeNumber(each[u"minor"]);
        if (!minor)
            return {};
        prices.append({each[u"channel"].toString(), each[u"currency"].toString(), *minor});
    }
    return prices;
}

std::optional<QVector<AttributeValue>> attributesFromJson(const QJsonValue &json)
{
    if (!json.isArray())
        return {};
    QVector<AttributeValue> values;
    for (const QJsonValue &each : json.toArray()) {
        const auto value = valueFromJson(each[u"value"]);
        if (!value)
            return {};
        values.append({each[u"code"].toString(), *value, {each[u"channel"].toString(), each[u"locale"].toString()}});
    }
    return values;
}

std::optional<QVector<Variant>> variantsFromJson(const QJsonValue &json)
{
    if (!json.isArray())
        return {};
    QVector<Variant> variants;
    for (const QJsonValue &each : json.toArray()) {
        const auto stock = wholeNumber(each[u"stock"]);
        const auto attributes = attributesFromJson(each[u"attributes"]);
        const auto prices = pricesFromJson(each[u"prices"]);
        if (!stock || !attributes || !prices)
            return {};
        variants.append({each[u"sku"].toString(), *attributes, *prices, *stock});
    }
    return variants;
}

/// The owner's own lists: the product's, or those of the variant that the place names; null when it is gone.
template <typename P>
auto *attributesOf(P &product, const FieldPlace &place)
{
    if (place.sku.isEmpty())
        return &product.attributes;
    const auto variant = std::find_if(product.variants.begin(), product.variants.end(),
                                      [&](const Variant &each) { return each.sku == place.sku; });
    return variant == product.variants.end() ? nullptr : &variant->attributes;
}

template <typename P>
auto *pricesOf(P &product, const FieldPlace &place)
{
    if (place.sku.isEmpty())
        return &product.prices;
    const auto variant = std::find_if(product.variants.begin(), product.variants.end(),
                                      [&](const Variant &each) { return each.sku == place.sku; });
    return variant == product.variants.end() ? nullptr : &variant->prices;
}

template <typename List>
auto findPlace(List &values, const FieldPlace &place)
{
    return std::find_if(values.begin(), values.end(), [&](const AttributeValue &each) {
        return each.code == place.code && each.scope == place.scope;
    });
}

template <typename List>
auto findPrice(List &prices, const FieldPlace &place)
{
    return std::find_if(prices.begin(), prices.end(), [&](const Price &each) { return each.channel == place.code; });
}

using Places = QHash<QString, const AttributeValue *>;

QString placeKey(const AttributeValue &value)
{
    return value.code + u'\n' + value.scope.channel + u'\n' + value.scope.locale;
}

void diffAttributes(const QVector<AttributeValue> &before, const QVector<AttributeValue> &after, const QString &sku,
                    QVector<FieldChange> &changes)
{
    if (before == after) // the usual case, without a table
        return;
    Places old;
    for (const AttributeValue &value : before)
        old.insert(placeKey(value), &value);
    for (const AttributeValue &value : after) {
        const AttributeValue *former = old.take(placeKey(value));
        if (former && former->value == value.value)
            continue;
        changes.append({{Kind::Attribute, value.code, sku, value.scope},
                        former ? toJson(former->value) : QJsonValue(QJsonValue::Undefined), toJson(value.value)});
    }
    for (const AttributeValue &value : before) {
        if (old.contains(placeKey(value)))
            changes.append({{Kind::Attribute, value.code, sku, value.scope}, toJson(value.value),
                            QJsonValue(QJsonValue::Undefined)});
    }
}

void diffPrices(const QVector<Price> &before, const QVector<Price> &after, const QString &sku,
                QVector<FieldChange> &changes)
{
    if (before == after)
        return;
    QSet<QString> channels;
    bool sameList = before.size() == after.size();
    for (qsizetype i = 0; sameList && i < before.size(); ++i) {
        sameList = before[i].channel == after[i].channel && before[i].currency == after[i].currency &&
                   !channels.contains(before[i].channel);
        channels.insert(before[i].channel);
    }
    if (!sameList) {
        changes.append({{Kind::Prices, {}, sku, {}}, toJson(before), toJson(after)});
        return;
    }
    for (qsizetype i = 0; i < before.size(); ++i) {
        if (before[i].minor != after[i].minor)
            changes.append({{Kind::Price, before[i].channel, sku, {}}, before[i].minor, after[i].minor});
    }
}

void diffVariants(const Product &before, const Product &after, QVector<FieldChange> &changes)
{
    const bool sameList = std::equal(before.variants.begin(), before.variants.end(), after.variants.begin(),
                                     after.variants.end(),
                                     [](const Variant &a, const Variant &b) { return a.sku == b.sku; });
    if (!sameList) {
        changes.append({{Kind::Variants, {}, {}, {}}, toJson(before.variants), toJson(after.variants)});
        return;
    }
    for (qsizetype i = 0; i < before.variants.size(); ++i) {
        const Variant &old = before.variants[i];
        const Variant &now = after.variants[i];
        diffAttributes(old.attributes, now.attributes, now.sku, changes);
        diffPrices(old.prices, now.prices, now.sku, changes);
        if (old.stock != now.stock)
            changes.append({{Kind::Stock, {}, now.sku, {}}, old.stock, now.stock});
    }
}

Status putAttribute(Product &product, const FieldPlace &place, const QJsonValue &json)
{
    auto *values = attributesOf(product, place);
    if (!values)
        return refused(QStringLiteral("the product has no variant \"%1\" any more").arg(place.sku), place);
    const auto found = findPlace(*values, place);
    if (json.isUndefined()) {
        if (found != values->end())
            values->erase(found);
        return Done{};
    }
    const auto value = valueFromJson(json);
    if (!value)
        return notOfThisPlace(place);
    if (found == values->end())
        values->append({place.code, *value, place.scope});
    else
        found->value = *value;
    return Done{};
}

Status putPrice(Product &product, const FieldPlace &place, const QJsonValue &json)
{
    auto *prices = pricesOf(product, place);
    const auto minor = wholeNumber(json);
    if (!minor)
        return notOfThisPlace(place);
    const auto found = prices ? findPrice(*prices, place) : QVector<Price>::iterator();
    if (!prices || found == prices->end())
        return refused(QStringLiteral("the product has no %1 any more").arg(placeName(place)), place);
    found->minor = *minor;
    return Done{};
}

Status putStock(Product &product, const FieldPlace &place, const QJsonValue &json)
{
    const auto stock = wholeNumber(json);
    if (!stock)
        return notOfThisPlace(place);
    for (Variant &variant : product.variants) {
        if (variant.sku != place.sku)
            continue;
        variant.stock = *stock;
        return Done{};
    }
    return refused(QStringLiteral("the product has no variant \"%1\" any more").arg(place.sku), place);
}

template <typename T>
Status assign(T &target, const std::optional<T> &value, const FieldPlace &place)
{
    if (!value)
        return notOfThisPlace(place);
    target = *value;
    return Done{};
}

std::optional<QStringList> textsFromJson(const QJsonValue &json)
{
    if (!json.isArray())
        return {};
    QStringList texts;
    for (const QJsonValue &each : json.toArray())
        texts.append(each.toString());
    return texts;
}

std::optional<QVector<ImageRef>> imagesFromJson(const QJsonValue &json)
{
    if (!json.isArray())
        return {};
    QVector<ImageRef> images;
    for (const QJsonValue &each : json.toArray())
        images.append({ImageId(each[u"id"].toString()), each[u"width"].toInt(), each[u"height"].toInt(),
                       focalPointFromText(each[u"focus"].toString())});
    return images;
}

} // namespace

QVector<FieldChange> diff(const Product &before, const Product &after)
{
    QVector<FieldChange> changes;
    if (before.name != after.name)
        changes.append({{Kind::Name, {}, {}, {}}, before.name, after.name});
    if (before.categories != after.categories)
        changes.append({{Kind::Categories, {}, {}, {}}, toJson(before.categories), toJson(after.categories)});
    if (before.images != after.images)
        changes.append({{Kind::Images, {}, {}, {}}, toJson(before.images), toJson(after.images)});
    diffAttributes(before.attributes, after.attributes, {}, changes);
    diffPrices(before.prices, after.prices, {}, changes);
    diffVariants(before, after, changes);
    return changes;
}

QJsonValue fieldAt(const Product &product, const FieldPlace &place)
{
    switch (place.kind) {
    case Kind::Created:
    case Kind::Removed:
        break;
    case Kind::Name:
        return product.name;
    case Kind::Categories:
        return toJson(product.categories);
    case Kind::Images:
        return toJson(product.images);
    case Kind::Variants:
        return toJson(product.variants);
    case Kind::Attribute:
        if (const auto *values = attributesOf(product, place)) {
            const auto found = findPlace(*values, place);
            if (found != values->end())
                return toJson(found->value);
        }
        break;
    case Kind::Price:
        if (const auto *prices = pricesOf(product, place)) {
            const auto found = findPrice(*prices, place);
            if (found != prices->end())
                return found->minor;
        }
        break;
    case Kind::Prices:
        if (const auto *prices = pricesOf(product, place))
            return toJson(*prices);
        break;
    case Kind::Stock:
        for (const Variant &variant : product.variants) {
            if (variant.sku == place.sku)
                return variant.stock;
        }
        break;
    }
    return QJsonValue(QJsonValue::Undefined);
}

Status putField(Product &product, const FieldPlace &place, const QJsonValue &value)
{
    switch (place.kind) {
    case Kind::Created:
        return refused(QStringLiteral("that a product was created cannot be set back"), place);
    case Kind::Removed:
        return refused(QStringLiteral("a product comes back when its removal is undone as a whole"), place);
    case Kind::Name:
        return assign(product.name, value.isString() ? std::optional(value.toString()) : std::nullopt, place);
    case Kind::Categories:
        return assign(product.categories, textsFromJson(value), place);
    case Kind::Images:
        return assign(product.images, imagesFromJson(value), place);
    case Kind::Attribute:
        return putAttribute(product, place, value);
    case Kind::Price:
        return putPrice(product, place, value);
    case Kind::Prices:
        if (auto *prices = pricesOf(product, place))
            return assign(*prices, pricesFromJson(value), place);
        return refused(QStringLiteral("the product has no variant \"%1\" any more").arg(place.sku), place);
    case Kind::Stock:
        return putStock(product, place, value);
    case Kind::Variants:
        return assign(product.variants, variantsFromJson(value), place);
    }
    Q_UNREACHABLE();
}

} // namespace vitrine::catalog
