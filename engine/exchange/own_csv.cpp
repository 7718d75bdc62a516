#include "exchange/own_csv.h"

#include "catalog/focal_point.h"
#include "exchange/attribute_codes.h"
#include "exchange/money.h"

#include <QLocale>
#include <QRegularExpression>

#include <cmath>

namespace vitrine::exchange {

using catalog::OptionCode;
using catalog::Value;
using catalog::ValueType;

std::optional<PriceColumnName> parsePriceColumn(const QString &name)
{
    const QStringList parts = name.split(u':');
    if (parts.size() < 2 || parts.size() > 3 || parts.first() != QLatin1String("price") ||
        !isCurrencyCode(parts.last()))
        return std::nullopt;
    return PriceColumnName{parts.size() == 3 ? parts[1] : QString(), parts.last()};
}

std::optional<AttributeColumnName> parseAttributeColumn(const QString &name)
{
    static const QRegularExpression form(
        QStringLiteral("^attr\\.([a-z0-9_]{1,128})(?::([a-z]+))?(?:@([^/@]+))?(?:/([^/]+))?$"));
    const auto match = form.match(name);
    if (!match.hasMatch())
        return std::nullopt;
    AttributeColumnName column{match.captured(1), std::nullopt, {match.captured(3), match.captured(4)}};
    if (!match.captured(2).isEmpty()) {
        column.type = valueTypeFromName(match.captured(2));
        if (!column.type)
            return std::nullopt;
    }
    return column;
}

QString priceColumnName(const QString &channel, const QString &currency)
{
    return channel.isEmpty() ? QStringLiteral("price:") + currency
                             : QStringLiteral("price:%1:%2").arg(channel, currency);
}

QString attributeColumnName(const QString &code, ValueType type, const catalog::Scope &scope)
{
    QString name = QStringLiteral("attr.%1:%2").arg(code, QString(valueTypeName(type)));
    if (!scope.channel.isEmpty())
        name += u'@' + scope.channel;
    if (!scope.locale.isEmpty())
        name += u'/' + scope.locale;
    return name;
}

QString joinList(const QStringList &items)
{
    QStringList escaped = items;
    for (QString &item : escaped)
        item.replace(u'\\', QLatin1String("\\\\")).replace(u'|', QLatin1String("\\|"));
    return escaped.join(u'|');
}

QStringList splitList(const QString &cell)
{
    QStringList items;
    QString item;
    bool escaped = false;
    const auto finish = [&] {
        if (!item.isEmpty())
            items.append(item);
        item.clear();
    };
    for (const QChar c : cell) {
        if (!escaped && c == u'\\') {
            escaped = true;
        } else if (!escaped && c == u'|') {
            finish();
        } else {
            item += c;
            escaped = false;
        }
    }
    finish();
    return items;
}

namespace {

bool needsProtection(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("^'*([=+\\-@\\t\\r]|$)"));
    return form.match(text).hasMatch();
}

} // namespace

QString protectText(const QString &text)
{
    return needsProtection(text) ? u'\'' + text : text;
}

QString unprotectText(const QString &cell)
{
    return cell.startsWith(u'\'') && needsProtection(cell) ? cell.mid(1) : cell;
}

QString imageReference(const catalog::ImageRef &image)
{
    QString text = QStringLiteral("@%1:%2x%3").arg(image.id.toString()).arg(image.widthPx).arg(image.heightPx);
    if (image.focus)
        text += u'+' + catalog::toText(*image.focus).replace(u' ', u'+');
    return text;
}

std::optional<catalog::ImageRef> parseImageReference(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("^@([0-9a-f]{32}):([0-9]{1,6})x([0-9]{1,6})(?:\\+([0-9.]+)\\+([0-9.]+))?$"));
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    catalog::ImageRef image{ImageId(match.captured(1)), match.captured(2).toInt(), match.captured(3).toInt()};
    if (match.hasCaptured(4)) {
        image.focus = catalog::focalPointFromText(QString(match.captured(4) + u' ' + match.captured(5)));
        if (!image.focus)
            return std::nullopt;
    }
    return image;
}

QString cellFromValue(const Value &value)
{
    struct Writer
    {
        QString operator()(const QString &text) const { return protectText(text); }
        QString operator()(double number) const
        {
            return QString::number(number, 'g', QLocale::FloatingPointShortest);
        }
        QString operator()(bool truth) const
        {
            return truth ? QStringLiteral("true") : QStringLiteral("false");
        }
        QString operator()(const QDate &date) const { return date.toString(Qt::ISODate); }
        QString operator()(const OptionCode &option) const { return protectText(option.toString()); }
    };
    return std::visit(Writer{}, value);
}

std::optional<Value> valueFromCell(const QString &cell, ValueType type)
{
    switch (type) {
    case ValueType::Text:
        return unprotectText(cell);
    case ValueType::Number: {
        bool good = false;
        const double number = cell.trimmed().toDouble(&good);
        return good && std::isfinite(number) ? std::optional<Value>(number) : std::nullopt;
    }
    case ValueType::Boolean: {
        const QString word = cell.trimmed().toLower();
        const bool yes =
            word == QLatin1String("true") || word == QLatin1String("yes") || word == QLatin1String("1");
        const bool no =
            word == QLatin1String("false") || word == QLatin1String("no") || word == QLatin1String("0");
        return yes || no ? std::optional<Value>(yes) : std::nullopt;
    }
    case ValueType::Date: {
        const QDate date = QDate::fromString(cell.trimmed(), Qt::ISODate);
        return date.isValid() ? std::optional<Value>(date) : std::nullopt;
    }
    case ValueType::Option:
        return OptionCode(unprotectText(cell));
    }
    Q_UNREACHABLE();
}

} // namespace vitrine::exchange
