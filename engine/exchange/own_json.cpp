#include "exchange/own_json.h"

#include "catalog/focal_point.h"
#include "exchange/money.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace vitrine::exchange {

using catalog::AttributeValue;
using catalog::OptionCode;
using catalog::Price;
using catalog::Value;
using catalog::ValueType;
using nlohmann::json;

namespace {

std::string utf8(const QString &text)
{
    return text.toStdString();
}

json fromValue(const Value &value)
{
    struct Writer
    {
        json operator()(const QString &text) const { return utf8(text); }
        json operator()(double number) const { return number; }
        json operator()(bool truth) const { return truth; }
        json operator()(const QDate &date) const { return utf8(date.toString(Qt::ISODate)); }
        json operator()(const OptionCode &option) const { return utf8(option.toString()); }
    };
    return std::visit(Writer{}, value);
}

json fromAttributes(const QVector<AttributeValue> &values)
{
    json list = json::array();
    for (const AttributeValue &value : values) {
        json entry{{"code", utf8(value.code)},
                   {"type", std::string(valueTypeName(catalog::typeOf(value.value)).latin1())},
                   {"value", fromValue(value.value)}};
        if (!value.scope.channel.isEmpty())
            entry["channel"] = utf8(value.scope.channel);
        if (!value.scope.locale.isEmpty())
            entry["locale"] = utf8(value.scope.locale);
        list.push_back(std::move(entry));
    }
    return list;
}

json fromPrices(const QVector<Price> &prices)
{
    json list = json::array();
    for (const Price &price : prices) {
        json entry{{"currency", utf8(price.currency)}, {"minor", price.minor}};
        if (!price.channel.isEmpty())
            entry["channel"] = utf8(price.channel);
        list.push_back(std::move(entry));
    }
    return list;
}

std::optional<QString> stringOf(const json &value)
{
    return value.is_string() ? std::optional(QString::fromStdString(value.get_ref<const std::string &>()))
                             : std::nullopt;
}

QString member(const json &object, const char *name)
{
    const auto found = object.find(name);
    return found == object.end() ? QString() : stringOf(*found).value_or(QString());
}

std::optional<Value> toValue(const json &value, ValueType type)
{
    switch (type) {
    case ValueType::Text:
        if (const auto text = stringOf(value))
            return *text;
        return std::nullopt;
    case ValueType::Number:
        if (value.is_number() && std::isfinite(value.get<double>()))
            return value.get<double>();
        return std::nullopt;
    case ValueType::Boolean:
        return value.is_boolean() ? std::optional<Value>(value.get<bool>()) : std::nullopt;
    case ValueType::Date: {
        const QDate date = QDate::fromString(stringOf(value).value_or(QString()), Qt::ISODate);
        return date.isValid() ? std::optional<Value>(date) : std::nullopt;
    }
    case ValueType::Option:
        if (const auto text = stringOf(value); text && !text->isEmpty())
            return OptionCode(*text);
        return std::nullopt;
    }
    Q_UNREACHABLE();
}

ValueType typeOfBareValue(const QString &code, const json &value, const AttributeCodes &codes)
{
    if (const auto known = codes.typeOf(code))
        return *known;
    return value.is_number() ? ValueType::Number : value.is_boolean() ? ValueType::Boolean : ValueType::Text;
}

JsonProblem addAttribute(const QString &at, const QString &code, ValueType type, const json &value,
                         const catalog::Scope &scope, AttributeCodes &codes, QVector<AttributeValue> &into)
{
    if (value.is_null())
        return {};
    if (code.isEmpty() || attributeCode(code) != code)
        return {at + QStringLiteral(".code"), QStringLiteral("a code is made of a-z, 0-9 and _")};
    const auto converted = toValue(value, type);
    if (!converted)
        return {at, QStringLiteral("the value is not a %1").arg(QString(valueTypeName(type)))};
    codes.declare(code, type);
    into.append({code, *converted, scope});
    return {};
}

JsonProblem readAttributes(const json &list, const QString &at, AttributeCodes &codes,
                           QVector<AttributeValue> &into)
{
    if (list.is_object()) {
        for (const auto &[name, value] : list.items()) {
            const QString code = QString::fromStdString(name);
            const auto problem = addAttribute(at + u'.' + code, code, typeOfBareValue(code, value, codes),
                                              value, {}, codes, into);
            if (!problem.ok())
                return problem;
        }
        return {};
    }
    if (!list.is_array())
        return {at, QStringLiteral("a list or an object is expected")};
    for (std::size_t i = 0; i < list.size(); ++i) {
        const json &entry = list[i];
        const QString place = QStringLiteral("%1[%2]").arg(at).arg(i);
        if (!entry.is_object() || !entry.contains("value"))
            return {place, QStringLiteral("an object with code and value is expected")};
        const QString code = member(entry, "code");
        const QString typeName = member(entry, "type");
        const auto type =
            typeName.isEmpty() ? typeOfBareValue(code, entry["value"], codes) : valueTypeFromName(typeName);
        if (!type)
            return {place + QStringLiteral(".type"), QStringLiteral("there is no type %1").arg(typeName)};
        const auto problem = addAttribute(place, code, *type, entry["value"],
                                          {member(entry, "channel"), member(entry, "locale")}, codes, into);
        if (!problem.ok())
            return problem;
    }
    return {};
}

JsonProblem readPrices(const json &list, const QString &at, QVector<Price> &into)
{
    if (list.is_null())
        return {};
    if (!list.is_array())
        return {at, QStringLiteral("a list is expected")};
    for (std::size_t i = 0; i < list.size(); ++i) {
        const json &entry = list[i];
        const QString place = QStringLiteral("%1[%2]").arg(at).arg(i);
        const QString currency = entry.is_object() ? member(entry, "currency") : QString();
        if (!isCurrencyCode(currency))
            return {place + QStringLiteral(".currency"),
                    QStringLiteral("three capital letters are expected")};
        std::optional<qint64> minor;
        if (const auto number = entry.find("minor"); number != entry.end() && number->is_number_integer())
            minor = number->get<qint64>();
        else
            minor = minorFromDecimal(member(entry, "amount"), currency);
        if (!minor)
            return {place, QStringLiteral("minor (a whole number) or amount (a decimal text) is expected")};
        into.append({member(entry, "channel"), currency, *minor});
    }
    return {};
}

JsonProblem readImages(const json &list, ProductDraft &draft)
{
    const QString at = QStringLiteral("images");
    if (list.is_null())
        return {};
    if (!list.is_array())
        return {at, QStringLiteral("a list is expected")};
    for (std::size_t i = 0; i < list.size(); ++i) {
        const json &entry = list[i];
        if (const auto name = stringOf(entry)) {
            draft.imageNames.append(*name);
            continue;
        }
        const QString id = entry.is_object() ? member(entry, "id") : QString();
        if (id.isEmpty())
            return {QStringLiteral("%1[%2]").arg(at).arg(i),
                    QStringLiteral("a file name or an id is expected")};
        const auto side = [&](const char *name) {
            const auto found = entry.find(name);
            return found != entry.end() && found->is_number_integer() ? found->get<int>() : 0;
        };
        catalog::ImageRef image{ImageId(id), side("width"), side("height")};
        if (const auto focus = entry.find("focus"); focus != entry.end() && !focus->is_null()) {
            const auto share = [&](const char *name) {
                const auto found = focus->is_object() ? focus->find(name) : focus->end();
                return found != focus->end() && found->is_number() ? found->get<double>() : -1;
            };
            image.focus = catalog::makeFocalPoint(share("x"), share("y"));
            if (!image.focus)
                return {QStringLiteral("%1[%2].focus").arg(at).arg(i), QStringLiteral("x and y, each from 0 to 1, are expected")};
        }
        draft.product.images.append(image);
    }
    return {};
}

JsonProblem readStock(const json &object, const QString &at, qint64 &stock)
{
    const auto found = object.find("stock");
    if (found == object.end() || found->is_null())
        return {};
    if (!found->is_number_integer())
        return {at, QStringLiteral("a whole number is expected")};
    stock = found->get<qint64>();
    return {};
}

/// A member that is there must be a text or null.
JsonProblem readText(const json &object, const char *name, QString &into)
{
    const auto found = object.find(name);
    if (found == object.end() || found->is_null())
        return {};
    const auto text = stringOf(*found);
    if (!text)
        return {QLatin1String(name), QStringLiteral("a text is expected")};
    into = *text;
    return {};
}

JsonProblem readCategories(const json &list, QStringList &into)
{
    const QString at = QStringLiteral("categories");
    if (list.is_null())
        return {};
    if (!list.is_array())
        return {at, QStringLiteral("a list is expected")};
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto path = stringOf(list[i]);
        if (!path)
            return {QStringLiteral("%1[%2]").arg(at).arg(i), QStringLiteral("a text is expected")};
        if (!path->isEmpty())
            into.append(*path);
    }
    return {};
}

JsonProblem readVariants(const json &list, AttributeCodes &codes, QVector<catalog::Variant> &into)
{
    const QString at = QStringLiteral("variants");
    if (list.is_null())
        return {};
    if (!list.is_array())
        return {at, QStringLiteral("a list is expected")};
    for (std::size_t i = 0; i < list.size(); ++i) {
        const json &entry = list[i];
        const QString place = QStringLiteral("%1[%2]").arg(at).arg(i);
        catalog::Variant variant;
        variant.sku = entry.is_object() ? member(entry, "sku") : QString();
        if (variant.sku.isEmpty())
            return {place + QStringLiteral(".sku"), QStringLiteral("a variant needs a SKU")};
        JsonProblem problem = readStock(entry, place + QStringLiteral(".stock"), variant.stock);
        if (const auto attributes = entry.find("attributes"); problem.ok() && attributes != entry.end())
            problem =
                readAttributes(*attributes, place + QStringLiteral(".attributes"), codes, variant.attributes);
        if (const auto prices = entry.find("prices"); problem.ok() && prices != entry.end())
            problem = readPrices(*prices, place + QStringLiteral(".prices"), variant.prices);
        if (!problem.ok())
            return problem;
        into.append(std::move(variant));
    }
    return {};
}

} // namespace

QByteArray lineFromProduct(const catalog::Product &product)
{
    json object{{"key", utf8(product.key.toString())},
                {"name", utf8(product.name)},
                {"categories", json::array()},
                {"attributes", fromAttributes(product.attributes)},
                {"prices", fromPrices(product.prices)},
                {"images", json::array()},
                {"variants", json::array()}};
    for (const QString &path : product.categories)
        object["categories"].push_back(utf8(path));
    for (const catalog::ImageRef &image : product.images) {
        json entry{{"id", utf8(image.id.toString())}, {"width", image.widthPx}, {"height", image.heightPx}};
        if (image.focus)
            entry["focus"] = {{"x", image.focus->x}, {"y", image.focus->y}};
        object["images"].push_back(std::move(entry));
    }
    for (const catalog::Variant &variant : product.variants)
        object["variants"].push_back({{"sku", utf8(variant.sku)},
                                      {"stock", variant.stock},
                                      {"attributes", fromAttributes(variant.attributes)},
                                      {"prices", fromPrices(variant.prices)}});
    return QByteArray::fromStdString(object.dump(-1, ' ', false, json::error_handler_t::replace));
}

bool isMember(const QString &name)
{
    // The version of a card and its whole stock are what the catalog says, not what it is told.
    static const QStringList names{
        QStringLiteral("key"),    QStringLiteral("name"),   QStringLiteral("categories"), QStringLiteral("brand"),
        QStringLiteral("images"), QStringLiteral("prices"), QStringLiteral("attributes"), QStringLiteral("variants"),
        QStringLiteral("stock"),  QStringLiteral("version")};
    return names.contains(name);
}

JsonProblem draftFromJson(const json &object, AttributeCodes &codes, ProductDraft &draft)
{
    auto coverage = std::make_shared<Coverage>();
    catalog::Product &product = draft.product;
    product.key = ProductKey(member(object, "key"));
    coverage->name = object.contains("name");
    coverage->categories = object.contains("categories");
    coverage->images = object.contains("images");
    coverage->variants = object.contains("variants");
    coverage->stock = coverage->variants || object.contains("stock");
    coverage->allAttributes = object.contains("attributes");
    coverage->allPrices = object.contains("prices");
    QString brand;
    qint64 stock = 0;
    JsonProblem problem = readText(object, "name", product.name);
    if (problem.ok())
        problem = readText(object, "brand", brand);
    if (problem.ok())
        problem = readStock(object, QStringLiteral("stock"), stock);
    if (problem.ok() && coverage->categories)
        problem = readCategories(object["categories"], product.categories);
    if (problem.ok() && coverage->allAttributes && !object["attributes"].is_null())
        problem =
            readAttributes(object["attributes"], QStringLiteral("attributes"), codes, product.attributes);
    const auto isBrand = [](const AttributeValue &value) {
        return value.code == QLatin1String("brand") && value.scope == catalog::Scope{};
    };
    if (object.contains("brand"))
        coverage->attributes.append({QStringLiteral("brand"), {}});
    if (!brand.isEmpty() && std::none_of(product.attributes.begin(), product.attributes.end(), isBrand))
        product.attributes.append({QStringLiteral("brand"), OptionCode(brand), {}});
    if (problem.ok() && coverage->allPrices)
        problem = readPrices(object["prices"], QStringLiteral("prices"), product.prices);
    if (problem.ok() && coverage->images)
        problem = readImages(object["images"], draft);
    if (problem.ok() && coverage->variants)
        problem = readVariants(object["variants"], codes, product.variants);
    if (product.variants.isEmpty())
        product.variants.append({product.key.toString(), {}, {}, stock});
    draft.coverage = coverage;
    return problem;
}

} // namespace vitrine::exchange
