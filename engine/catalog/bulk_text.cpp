// The text form of a bulk edit's changes.
#include "catalog/bulk_edit.h"
#include "catalog/product_rules.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vitrine::catalog {

namespace {

using Action = BulkChange::Action;
using Kind = FieldPlace::Kind;

Error refused(const QString &what, const QString &where)
{
    return {ErrorCode::InvalidArgument, what, where,
            QStringLiteral("Write a change as name=TEXT, name~=OLD=>NEW, attr.CODE[:TYPE][@CHANNEL][/LOCALE]=VALUE, "
                           "price[:CHANNEL]+=5%, stock=0 or categories+=PATH")};
}

constexpr std::array Types = {ValueType::Text, ValueType::Number, ValueType::Boolean, ValueType::Date,
                              ValueType::Option};

std::optional<ValueType> typeNamed(const QString &name)
{
    const auto found = std::find_if(Types.begin(), Types.end(),
                                    [&](ValueType type) { return name == valueTypeName(type); });
    return found == Types.end() ? std::nullopt : std::optional(*found);
}

/// The part behind a separator, which is cut off.
QString takeAfter(QString &text, QChar separator)
{
    const qsizetype at = text.indexOf(separator);
    if (at < 0)
        return {};
    const QString part = text.mid(at + 1);
    text.truncate(at);
    return part;
}

Result<Done> readField(BulkChange &change, QString field, const QVector<Attribute> &attributes)
{
    if (field == u"name" || field == u"stock" || field == u"categories") {
        change.kind = *placeKindFromName(field);
        return Done{};
    }
    if (field == u"price" || field.startsWith(u"price:")) {
        change.kind = Kind::Price;
        change.code = takeAfter(field, u':');
        return Done{};
    }
    if (!field.startsWith(u"attr."))
        return refused(QStringLiteral("there is no field \"%1\"").arg(field), field);
    change.kind = Kind::Attribute;
    QString code = field.mid(5);
    change.scope.locale = takeAfter(code, u'/');
    change.scope.channel = takeAfter(code, u'@');
    const QString type = takeAfter(code, u':');
    change.code = code;
    if (auto error = brokenRule(code, QString(), field))
        return *error;
    const auto known = std::lower_bound(attributes.begin(), attributes.end(), code,
                                        [](const Attribute &each, const QString &wanted) { return each.code < wanted; });
    const bool isKnown = known != attributes.end() && known->code == code;
    change.type = !type.isEmpty() ? typeNamed(type) : isKnown ? known->type : ValueType::Text;
    if (!change.type)
        return refused(QStringLiteral("\"%1\" is no type of an attribute").arg(type), field);
    if (isKnown && known->valueCount > 0 && known->type != *change.type)
        return refused(QStringLiteral("\"%1\" is a %2 attribute").arg(code, valueTypeName(known->type)), field);
    return Done{};
}

Result<Value> readValue(const QString &text, ValueType type, const QString &field)
{
    switch (type) {
    case ValueType::Text:
        return Value(text);
    case ValueType::Number: {
        bool ok = false;
        const double number = text.toDouble(&ok);
        if (ok && std::isfinite(number))
            return Value(number);
        return refused(QStringLiteral("\"%1\" is no number").arg(text), field);
    }
    case ValueType::Boolean:
        if (text == u"true" || text == u"false")
            return Value(text == u"true");
        return refused(QStringLiteral("\"%1\" is neither true nor false").arg(text), field);
    case ValueType::Date: {
        const QDate date = QDate::fromString(text, Qt::ISODate);
        if (date.isValid())
            return Value(date);
        return refused(QStringLiteral("\"%1\" is no date like 2024-12-31").arg(text), field);
    }
    case ValueType::Option:
        if (auto error = brokenRule(QStringLiteral("option"), OptionCode(text), field))
            return *error;
        return Value(OptionCode(text));
    }
    Q_UNREACHABLE();
}

Result<Done> readAmount(BulkChange &change, QString text, const QString &field)
{
    const auto number = [&](const QString &digits, double &target) {
        bool ok = false;
        target = digits.toDouble(&ok);
        return ok && std::isfinite(target);
    };
    if (change.kind == Kind::Price) {
        const QString step = takeAfter(text, u'^');
        if (!step.isEmpty() && (!number(step, change.roundTo) || change.roundTo <= 0))
            return refused(QStringLiteral("\"%1\" is no amount to round to").arg(step), field);
    }
    if (change.action == Action::Add && text.endsWith(u'%')) {
        change.action = Action::AddShare;
        text.chop(1);
    }
    if (!number(text, change.amount))
        return refused(QStringLiteral("\"%1\" is no number").arg(text), field);
    return Done{};
}

Result<Done> readOperand(BulkChange &change, QChar sign, const QString &text, const QString &field)
{
    if (change.kind == Kind::Categories) {
        if ((sign != u'+' && sign != u'-') || text.isEmpty())
            return refused(QStringLiteral("categories are added with += and removed with -="), field);
        change.action = sign == u'+' ? Action::Insert : Action::Erase;
        change.text = text;
        return Done{};
    }
    const bool isText = change.kind == Kind::Name || (change.kind == Kind::Attribute && change.type == ValueType::Text);
    if (sign == u'~') {
        const qsizetype arrow = text.indexOf(QStringLiteral("=>"));
        if (!isText || arrow < 1)
            return refused(QStringLiteral("~= replaces in a text: OLD=>NEW"), field);
        change.action = Action::Replace;
        change.find = text.left(arrow);
        change.text = text.mid(arrow + 2);
        return Done{};
    }
    const bool isNumber = change.kind == Kind::Price || change.kind == Kind::Stock ||
                          (change.kind == Kind::Attribute && change.type == ValueType::Number);
    if (sign == u'+' || sign == u'-') {
        if (!isNumber)
            return refused(QStringLiteral("only a number can grow or shrink"), field);
        change.action = Action::Add;
        auto read = readAmount(change, text, field);
        if (sign == u'-')
            change.amount = -change.amount;
        return read;
    }
    change.action = Action::Set;
    if (change.kind == Kind::Price || change.kind == Kind::Stock) {
        auto read = readAmount(change, text, field);
        if (read && change.amount < 0)
            return refused(QStringLiteral("%1 cannot be negative").arg(field), field);
        return read;
    }
    if (text.isEmpty() && change.kind == Kind::Attribute)
        return Done{};
    auto value = readValue(text, change.type.value_or(ValueType::Text), field);
    if (!value)
        return value.error();
    change.value = *std::move(value);
    return Done{};
}

QString numberText(double number) { return QString::number(number, 'g', QLocale::FloatingPointShortest); }

} // namespace

Result<BulkChange> parseBulkChange(const QString &text, const QVector<Attribute> &attributes)
{
    const qsizetype equals = text.indexOf(u'=');
    if (equals < 1)
        return refused(QStringLiteral("\"%1\" is no change").arg(text), text);
    const QChar sign = text[equals - 1];
    const bool hasSign = sign == u'+' || sign == u'-' || sign == u'~';
    const QString field = text.left(equals - hasSign).trimmed();
    BulkChange change;
    if (auto read = readField(change, field, attributes); !read)
        return read.error();
    if (auto read = readOperand(change, hasSign ? sign : QChar(), text.mid(equals + 1), field); !read)
        return read.error();
    return change;
}

QString toText(const BulkChange &change)
{
    QString field = placeKindName(change.kind);
    if (change.kind == Kind::Price && !change.code.isEmpty())
        field += u':' + change.code;
    if (change.kind == Kind::Attribute) {
        field = QStringLiteral("attr.%1:%2").arg(change.code, valueTypeName(*change.type));
        if (!change.scope.channel.isEmpty())
            field += u'@' + change.scope.channel;
        if (!change.scope.locale.isEmpty())
            field += u'/' + change.scope.locale;
    }
    const QString rounding = change.roundTo > 0 ? u'^' + numberText(change.roundTo) : QString();
    const QString sign = change.amount < 0 ? QStringLiteral("-=") : QStringLiteral("+=");
    switch (change.action) {
    case Action::Replace:
        return field + QStringLiteral("~=") + change.find + QStringLiteral("=>") + change.text;
    case Action::Insert:
        return field + QStringLiteral("+=") + change.text;
    case Action::Erase:
        return field + QStringLiteral("-=") + change.text;
    case Action::Add:
        return field + sign + numberText(std::abs(change.amount)) + rounding;
    case Action::AddShare:
        return field + sign + numberText(std::abs(change.amount)) + u'%' + rounding;
    case Action::Set:
        break;
    }
    if (change.kind == Kind::Price || change.kind == Kind::Stock)
        return field + u'=' + numberText(change.amount) + rounding;
    return field + u'=' + (change.value ? readable(toJson(*change.value)) : QString());
}

} // namespace vitrine::catalog
