// The REST form of Akeneo's products and product models: {"identifier", "family", "values":{"name":[{"locale","scope","data"}]}}.
#include "exchange/akeneo_values.h"

#include <nlohmann/json.hpp>

namespace vitrine::exchange {

using catalog::Scope;
using nlohmann::json;

namespace {

QString textOf(const json &value)
{
    if (value.is_string())
        return QString::fromStdString(value.get_ref<const std::string &>());
    if (value.is_boolean())
        return value.get<bool>() ? QStringLiteral("1") : QStringLiteral("0");
    if (value.is_number())
        return QString::fromStdString(value.dump());
    return {};
}

/// A member that is a text; empty: it is not there, or null.
QString member(const json &object, const char *name)
{
    const auto found = object.find(name);
    return found == object.end() || !found->is_string() ? QString() : textOf(*found);
}

QStringList listIn(const json &object, const char *name)
{
    QStringList list;
    const auto found = object.find(name);
    if (found == object.end() || !found->is_array())
        return list;
    for (const json &each : *found) {
        if (const QString code = textOf(each); !code.isEmpty() && !list.contains(code))
            list.append(code);
    }
    return list;
}

bool isPrices(const json &data)
{
    return data.is_array() && !data.empty() && data.front().is_object() && data.front().contains("currency") && data.front().contains("amount");
}

bool isMetric(const json &data) { return data.is_object() && data.contains("amount") && data.contains("unit"); }

/// What a value's own form says of its type.
AkeneoType typeOfData(const json &data)
{
    return isPrices(data) ? AkeneoType::Price : data.is_array() ? AkeneoType::Options : AkeneoType::None;
}

} // namespace

bool isAkeneoModel(const json &object)
{
    return object.contains("family_variant") || (!object.contains("identifier") && !object.contains("uuid"));
}

void lookAtJson(const json &object, const AkeneoTables &tables, AkeneoLooks &looks)
{
    const auto values = object.find("values");
    if (values == object.end() || !values->is_object())
        return;
    for (const auto &[name, entries] : values->items()) {
        const QString attribute = QString::fromStdString(name);
        if (!entries.is_array() || tables.attribute(attribute))
            continue;
        for (const json &entry : entries) {
            const auto data = entry.is_object() ? entry.find("data") : entry.end();
            if (!entry.is_object() || data == entry.end())
                continue;
            const QString told = member(entry, "attribute_type");
            if (!told.isEmpty() && !isMetric(*data))
                looks.tell(attribute, akeneoType(told));
            else if (isMetric(*data))
                looks.lookAtUnit(attribute, member(*data, "unit"));
            else if (const AkeneoType type = typeOfData(*data); type != AkeneoType::None)
                looks.tell(attribute, type);
            else
                looks.look(attribute, textOf(*data));
        }
    }
}

AkeneoProblem AkeneoValues::putJson(AkeneoPart &part, const json &object)
{
    part.isModel = isAkeneoModel(object);
    part.code = member(object, part.isModel ? "code" : "identifier");
    if (part.code.isEmpty() && !part.isModel)
        part.code = member(object, "uuid");
    part.parent = member(object, "parent");
    putFamily(part, member(object, "family"), member(object, "family_variant"));
    putCategories(part, listIn(object, "categories"));
    if (const auto enabled = object.find("enabled"); enabled != object.end() && enabled->is_boolean())
        putEnabled(part, enabled->get<bool>());
    putList(part, QStringLiteral("groups"), listIn(object, "groups"));
    if (const auto associations = object.find("associations"); associations != object.end() && associations->is_object()) {
        for (const auto &[type, kinds] : associations->items()) {
            for (const char *kind : {"products", "product_models", "groups"}) {
                if (kinds.is_object())
                    putList(part, QStringLiteral("%1_%2").arg(QString::fromStdString(type), QLatin1String(kind)), listIn(kinds, kind));
            }
        }
    }
    const auto values = object.find("values");
    if (values == object.end())
        return {};
    if (!values->is_object() && !(values->is_array() && values->empty())) // PHP writes an empty object as a list
        return {QStringLiteral("values"), QStringLiteral("not an object of attributes")};
    for (const auto &[name, entries] : values->items()) {
        const QString attribute = QString::fromStdString(name);
        if (!entries.is_array())
            return {QStringLiteral("values.") + attribute, QStringLiteral("not a list of values")};
        for (const json &entry : entries) {
            const AkeneoProblem problem = entry.is_object() && entry.contains("data") ? putJsonValue(part, attribute, entry)
                                                                                     : AkeneoProblem{attribute, QStringLiteral("a value without data")};
            if (!problem.ok())
                return {QStringLiteral("values.") + problem.field, problem.reason};
        }
    }
    return {};
}

AkeneoProblem AkeneoValues::putJsonValue(AkeneoPart &part, const QString &attribute, const json &value)
{
    const Scope scope{member(value, "scope"), member(value, "locale")};
    const json &data = value["data"];
    if (isPrices(data)) {
        for (const json &price : data) {
            if (!price.is_object())
                return {attribute, QStringLiteral("not a price")};
            const AkeneoProblem problem = putPrice(part, attribute, scope, member(price, "currency"), price.contains("amount") ? textOf(price["amount"]) : QString());
            if (!problem.ok())
                return problem;
        }
        return {};
    }
    if (isMetric(data))
        return put(part, attribute, scope, textOf(data["amount"]), member(data, "unit"));
    if (data.is_array()) {
        QStringList codes;
        for (const json &each : data)
            codes.append(each.is_structured() ? QString::fromStdString(each.dump()) : textOf(each));
        return put(part, attribute, scope, codes.join(u','));
    }
    return put(part, attribute, scope, data.is_object() ? QString::fromStdString(data.dump()) : textOf(data));
}

} // namespace vitrine::exchange
