#include "catalog/plan/value_of_cell.h"

#include "catalog/money.h"

#include <QDateTime>

#include <cmath>

namespace vitrine::plan {

using catalog::Value;

namespace {

QDate dateOf(const Cell &cell)
{
    if (const auto *day = std::get_if<qint64>(&cell))
        return QDate::fromJulianDay(*day);
    return QDate::fromString(QString::fromUtf8(textOf(cell).left(10)), Qt::ISODate);
}

/// Invalid where the cell is no text of a time.
QDateTime timeOf(const Cell &cell)
{
    const auto *text = std::get_if<QByteArray>(&cell);
    QDateTime time = text ? QDateTime::fromString(QString::fromUtf8(text->left(19)), QStringLiteral("yyyy-MM-dd HH:mm:ss")) : QDateTime();
    time.setTimeSpec(Qt::UTC);
    return time;
}

} // namespace

std::optional<Value> valueOf(const QString &type, const Cell &cell, const QString &options,
                             const Dictionaries &dictionaries)
{
    if (isNull(cell))
        return std::nullopt;
    if (type == u"number")
        return Value(numberOf(cell));
    if (type == u"boolean")
        return Value(wholeOf(cell) != 0);
    if (type == u"date") {
        const QDate date = dateOf(cell);
        return date.isValid() ? std::optional(Value(date)) : std::nullopt;
    }
    QString text = QString::fromUtf8(textOf(cell));
    if (type == u"option") {
        if (const QStringList *texts = options.isEmpty() ? nullptr : dictionaries.find(options, cell))
            text = texts->constFirst();
        return text.isEmpty() ? std::nullopt : std::optional(Value(catalog::OptionCode(text.left(128))));
    }
    if (type == u"options" && !options.isEmpty()) {
        Column list;
        list.dictionary = options;
        list.list = QStringLiteral(",");
        text = dictionaries.translate(list, cell).value_or(QString());
    }
    return text.isEmpty() ? std::nullopt : std::optional(Value(text));
}

quint32 versionOf(const Cell &cell)
{
    const QDateTime time = timeOf(cell);
    return quint32(time.isValid() ? time.toSecsSinceEpoch() : wholeOf(cell));
}

qint64 timeMsOf(const Cell &cell)
{
    const QDateTime time = timeOf(cell);
    return time.isValid() ? time.toMSecsSinceEpoch() : wholeOf(cell);
}

qint64 minorOf(const Cell &amount, const QString &currency)
{
    return std::llround(numberOf(amount) * std::pow(10.0, catalog::minorDigits(currency)));
}

} // namespace vitrine::plan
