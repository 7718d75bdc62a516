// The values and places of a history as JSON and as words.
#include "catalog/money.h"
#include "catalog/product_diff.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace vitrine::catalog {

namespace {

using Kind = FieldPlace::Kind;

constexpr std::array<std::pair<Kind, const char *>, 10> KindNames = {{{Kind::Created, "created"},
                                                                     {Kind::Name, "name"},
                                                                     {Kind::Categories, "categories"},
                                                                     {Kind::Images, "images"},
                                                                     {Kind::Attribute, "attribute"},
                                                                     {Kind::Price, "price"},
                                                                     {Kind::Prices, "prices"},
                                                                     {Kind::Stock, "stock"},
                                                                     {Kind::Variants, "variants"}, {Kind::Removed, "removed"}}};

QString withScope(const QString &name, const Scope &scope)
{
    QString text = name;
    for (const QString &part : {scope.channel, scope.locale}) {
        if (!part.isEmpty())
            text += u' ' + part;
    }
    return text;
}

QString money(const QJsonValue &minor, const QString &currency)
{
    return QString::fromLatin1(formatAmount(minor.toInteger(), currency)) + u' ' + currency;
}

QString readableItem(const QJsonValue &item)
{
    if (item.isString())
        return item.toString();
    for (const auto &name : {u"sku", u"id"}) {
        if (!item[name].isString())
            continue;
        const QString text = item[name].toString(), focus = item[u"focus"].toString();
        return focus.isEmpty() ? text : QStringLiteral("%1 (focal point %2)").arg(text, focus);
    }
    const QString channel = item[u"channel"].toString();
    return (channel.isEmpty() ? QString() : channel + u' ') + money(item[u"minor"], item[u"currency"].toString());
}

} // namespace

QJsonValue toJson(const Value &value)
{
    struct Visitor
    {
        QJsonValue operator()(const QString &text) const { return text; }
        QJsonValue operator()(double number) const { return number; }
        QJsonValue operator()(bool flag) const { return flag; }
        QJsonValue operator()(const QDate &date) const
        {
            return QJsonObject{{QStringLiteral("date"), date.toString(Qt::ISODate)}};
        }
        QJsonValue operator()(const OptionCode &option) const
        {
            return QJsonObject{{QStringLiteral("option"), option.toString()}};
        }
    };
    return std::visit(Visitor{}, value);
}

std::optional<Value> valueFromJson(const QJsonValue &json)
{
    switch (json.type()) {
    case QJsonValue::String:
        return Value(json.toString());
    case QJsonValue::Double:
        return Value(json.toDouble());
    case QJsonValue::Bool:
        return Value(json.toBool());
    case QJsonValue::Object: {
        if (const QJsonValue option = json[u"option"]; option.isString())
            return Value(OptionCode(option.toString()));
        const QDate date = QDate::fromString(json[u"date"].toString(), Qt::ISODate);
        return date.isValid() ? std::optional<Value>(date) : std::nullopt;
    }
    default:
        return {};
    }
}

QLatin1String placeKindName(Kind kind)
{
    for (const auto &[known, name] : KindNames) {
        if (known == kind)
            return QLatin1String(name);
    }
    Q_UNREACHABLE();
}

std::optional<Kind> placeKindFromName(QStringView name)
{
    for (const auto &[kind, known] : KindNames) {
        if (name == QLatin1String(known))
            return kind;
    }
    return {};
}

QString placeName(const FieldPlace &place)
{
    const QString owner = place.sku.isEmpty() ? QString() : place.sku + QStringLiteral(": ");
    switch (place.kind) {
    case Kind::Attribute:
        return owner + withScope(place.code, place.scope);
    case Kind::Price:
        return owner + withScope(QStringLiteral("price"), {place.code, {}});
    case Kind::Prices:
        return owner + QStringLiteral("prices");
    case Kind::Stock:
        return QStringLiteral("stock ") + place.sku;
    default:
        return placeKindName(place.kind);
    }
}

QString readable(const QJsonValue &value, const QString &currency)
{
    if (!currency.isEmpty() && value.isDouble())
        return money(value, currency);
    switch (value.type()) {
    case QJsonValue::Array: {
        QStringList items;
        for (const QJsonValue &item : value.toArray())
            items.append(readableItem(item));
        return items.join(QStringLiteral(", "));
    }
    case QJsonValue::Undefined:
    case QJsonValue::Null:
        return {};
    default:
        break;
    }
    const auto held = valueFromJson(value);
    if (!held)
        return {};
    struct Visitor
    {
        QString operator()(const QString &text) const { return text; }
        QString operator()(double number) const
        {
            return QString::number(number, 'g', QLocale::FloatingPointShortest);
        }
        QString operator()(bool flag) const { return flag ? QStringLiteral("true") : QStringLiteral("false"); }
        QString operator()(const QDate &date) const { return date.toString(Qt::ISODate); }
        QString operator()(const OptionCode &option) const { return option.toString(); }
    };
    return std::visit(Visitor{}, *held);
}

} // namespace vitrine::catalog
