#include "catalog/product_rules.h"

#include <QSet>

#include <algorithm>
#include <cmath>

namespace vitrine::catalog {

namespace {

constexpr int MaxNameLength = 128;
constexpr int MaxTextLength = 1024 * 1024;

Error broken(const QString &what, const QString &where)
{
    return {ErrorCode::InvalidArgument, what, where, {}};
}

bool hasControlCharacter(const QString &text)
{
    return std::any_of(text.begin(), text.end(),
                       [](QChar c) { return c.category() == QChar::Other_Control; });
}

bool isAttributeCode(const QString &code)
{
    return !code.isEmpty() && code.size() <= MaxNameLength &&
           std::all_of(code.begin(), code.end(), [](QChar c) {
               return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'_';
           });
}

std::optional<Error> brokenName(const QString &name, const QString &what, const QString &where)
{
    if (name.isEmpty())
        return broken(QStringLiteral("%1 is empty").arg(what), where);
    if (name.size() > MaxNameLength)
        return broken(QStringLiteral("%1 is longer than %2 characters").arg(what).arg(MaxNameLength), where);
    if (hasControlCharacter(name))
        return broken(QStringLiteral("%1 has a control character").arg(what), where);
    return {};
}

std::optional<Error> brokenText(const QString &text, const QString &where)
{
    if (text.size() <= MaxTextLength)
        return {};
    return broken(QStringLiteral("a text has %1 characters, at most %2 are allowed").arg(text.size()).arg(MaxTextLength), where);
}

std::optional<Error> brokenAttributes(const QVector<AttributeValue> &values, const QString &owner)
{
    QSet<QString> seen;
    for (const AttributeValue &value : values) {
        if (auto error = brokenRule(value.code, value.value, owner + value.code))
            return error;
        const QString place = value.code + u'\n' + value.scope.channel + u'\n' + value.scope.locale;
        if (seen.contains(place))
            return broken(QStringLiteral("attribute \"%1\" has two values in the same scope").arg(value.code),
                          owner + value.code);
        seen.insert(place);
    }
    return {};
}

std::optional<Error> brokenPrices(const QVector<Price> &prices, const QString &owner)
{
    for (const Price &price : prices) {
        const bool iso =
            price.currency.size() == 3 && std::all_of(price.currency.begin(), price.currency.end(),
                                                      [](QChar c) { return c >= u'A' && c <= u'Z'; });
        if (!iso)
            return broken(QStringLiteral("\"%1\" is not a currency of ISO 4217").arg(price.currency),
                          owner + QStringLiteral("prices"));
        if (price.minor < 0)
            return broken(QStringLiteral("a price is negative"), owner + QStringLiteral("prices"));
    }
    return {};
}

} // namespace

QLatin1String valueTypeName(ValueType type)
{
    switch (type) {
    case ValueType::Text:
        return QLatin1String("text");
    case ValueType::Number:
        return QLatin1String("number");
    case ValueType::Boolean:
        return QLatin1String("boolean");
    case ValueType::Date:
        return QLatin1String("date");
    case ValueType::Option:
        return QLatin1String("option");
    }
    Q_UNREACHABLE();
}

std::optional<Error> brokenRule(const QString &code, const Value &value, const QString &where)
{
    if (!isAttributeCode(code))
        return broken(QStringLiteral("\"%1\" is not an attribute code: 1 to %2 of a-z, 0-9 and _")
                          .arg(code.left(MaxNameLength))
                          .arg(MaxNameLength),
                      where.isEmpty() ? QStringLiteral("attributes") : where);
    if (const auto *number = std::get_if<double>(&value); number && !std::isfinite(*number))
        return broken(QStringLiteral("\"%1\" is not a finite number").arg(code), where);
    if (const auto *date = std::get_if<QDate>(&value); date && !date->isValid())
        return broken(QStringLiteral("\"%1\" is not a date").arg(code), where);
    if (const auto *text = std::get_if<QString>(&value))
        return brokenText(*text, where);
    if (const auto *option = std::get_if<OptionCode>(&value))
        return brokenName(option->toString(), QStringLiteral("the option of \"%1\"").arg(code), where);
    return {};
}

std::optional<Error> brokenRule(const Product &product)
{
    if (auto error =
            brokenName(product.key.toString(), QStringLiteral("the product's key"), QStringLiteral("key")))
        return error;
    if (auto error = brokenText(product.name, QStringLiteral("name")))
        return error;
    if (auto error = brokenAttributes(product.attributes, {}))
        return error;
    if (auto error = brokenPrices(product.prices, {}))
        return error;
    if (std::any_of(product.categories.begin(), product.categories.end(),
                    [](const QString &c) { return c.isEmpty(); }))
        return broken(QStringLiteral("a category is empty"), QStringLiteral("categories"));
    QSet<QString> skus;
    for (const Variant &variant : product.variants) {
        const QString owner = QStringLiteral("variants[%1].").arg(variant.sku);
        if (auto error =
                brokenName(variant.sku, QStringLiteral("a variant's SKU"), QStringLiteral("variants")))
            return error;
        if (skus.contains(variant.sku))
            return broken(QStringLiteral("the SKU \"%1\" appears twice").arg(variant.sku),
                          QStringLiteral("variants"));
        skus.insert(variant.sku);
        if (auto error = brokenAttributes(variant.attributes, owner))
            return error;
        if (auto error = brokenPrices(variant.prices, owner))
            return error;
    }
    return {};
}

Product normalised(Product product)
{
    if (product.variants.isEmpty())
        product.variants.append(Variant{product.key.toString(), {}, {}, 0});
    return product;
}

} // namespace vitrine::catalog
