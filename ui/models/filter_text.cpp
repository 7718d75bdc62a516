#include "ui/models/filter_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace vitrine::ui {

using catalog::AttributeFilter;
using catalog::ValueType;

namespace {

constexpr int MostNamed = 3; ///< values; a chip has one line

QString tr(const char *text)
{
    return QCoreApplication::translate("vitrine::ui::FilterText", text);
}

QLocale numbers()
{
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale;
}

QString rangeText(const AttributeFilter &filter, const catalog::Attribute &attribute)
{
    const QString unit = attribute.unit.isEmpty() ? QString() : u' ' + attribute.unit;
    const QString from = boundToText(filter.from, attribute.type), to = boundToText(filter.to, attribute.type);
    if (to.isEmpty())
        return tr("from %1").arg(from) + unit;
    if (from.isEmpty())
        return tr("up to %1").arg(to) + unit;
    return tr("%1 \u2013 %2").arg(from, to) + unit;
}

} // namespace

QString filterText(const AttributeFilter &filter, const catalog::Attribute &attribute,
                   const std::function<QString(const QString &value)> &labelOf)
{
    QString said;
    switch (filter.kind) {
    case AttributeFilter::Kind::Present:
        return (filter.isNegated ? tr("without %1") : tr("with %1")).arg(attribute.label);
    case AttributeFilter::Kind::Range:
        said = rangeText(filter, attribute);
        break;
    case AttributeFilter::Kind::AnyOf: {
        QStringList labels;
        for (const QString &value : filter.values.first(std::min<qsizetype>(MostNamed, filter.values.size())))
            labels.append(labelOf(value));
        said = labels.join(QStringLiteral(", "));
        if (filter.values.size() > MostNamed)
            said = tr("%1 and %2 more").arg(said, QLocale().toString(filter.values.size() - MostNamed));
        break;
    }
    }
    return (filter.isNegated ? tr("%1: not %2") : tr("%1: %2")).arg(attribute.label, said);
}

std::optional<QString> boundFromText(const QString &text, ValueType type)
{
    const QString typed = text.trimmed();
    if (type == ValueType::Date) {
        QDate date = QDate::fromString(typed, Qt::ISODate);
        if (!date.isValid())
            date = QLocale().toDate(typed, QLocale::ShortFormat);
        return date.isValid() ? std::optional(date.toString(Qt::ISODate)) : std::nullopt;
    }
    bool ok = false;
    double number = QLocale().toDouble(typed, &ok);
    if (!ok)
        number = typed.toDouble(&ok);
    return ok && std::isfinite(number) ? std::optional(QString::number(number, 'g', 15)) : std::nullopt;
}

QString boundToText(const QString &bound, ValueType type)
{
    bool ok = false;
    const double number = bound.toDouble(&ok);
    return ok && type != ValueType::Date ? numbers().toString(number, 'g', 15) : bound;
}

QString boundToText(double bound, ValueType type)
{
    if (type == ValueType::Date)
        return QDate::fromJulianDay(qint64(bound)).toString(Qt::ISODate);
    return numbers().toString(bound, 'g', 6);
}

} // namespace vitrine::ui
