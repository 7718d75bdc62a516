#include "exchange/mapping_profile.h"

#include <QRegularExpression>

namespace vitrine::exchange {
namespace {

const QRegularExpression &groupedForm(QChar decimal)
{
    // \x{2019} and the spaces: how Switzerland, France and ISO group thousands.
    static const QRegularExpression point(QStringLiteral(
        "^([-+]?)([0-9]+|[0-9]{1,3}(?:([,' \\x{00a0}\\x{202f}\\x{2019}])[0-9]{3})(?:\\3[0-9]{3})*)?(?:\\.([0-9]*))?$"));
    static const QRegularExpression comma(QStringLiteral(
        "^([-+]?)([0-9]+|[0-9]{1,3}(?:([.' \\x{00a0}\\x{202f}\\x{2019}])[0-9]{3})(?:\\3[0-9]{3})*)?(?:,([0-9]*))?$"));
    return decimal == u',' ? comma : point;
}

/// Takes a unit or a sign of a currency from either end.
QString withoutUnit(QString text, const QString &unit)
{
    static const QString signs = QStringLiteral("€$£¥₫฿₱₹");
    text = text.trimmed();
    if (!unit.isEmpty() && text.endsWith(unit, Qt::CaseInsensitive))
        text.chop(unit.size());
    else if (!unit.isEmpty() && text.startsWith(unit, Qt::CaseInsensitive))
        text.remove(0, unit.size());
    else if (!text.isEmpty() && signs.contains(text.back()))
        text.chop(1);
    else if (!text.isEmpty() && signs.contains(text.front()))
        text.remove(0, 1);
    return text.trimmed();
}

} // namespace

std::optional<QString> plainDecimal(const QString &text, QChar decimal, const QString &unit)
{
    const QString bare = withoutUnit(text, unit);
    const auto match = groupedForm(decimal).match(bare);
    if (!match.hasMatch())
        return std::nullopt;
    QString whole = match.captured(2);
    if (!match.captured(3).isEmpty())
        whole.remove(match.captured(3));
    const QString fraction = match.captured(4);
    if (whole.isEmpty() && fraction.isEmpty())
        return std::nullopt;
    QString plain = match.captured(1) == QLatin1String("-") ? QStringLiteral("-") : QString();
    plain += whole.isEmpty() ? QStringLiteral("0") : whole;
    return fraction.isEmpty() ? plain : plain + u'.' + fraction;
}

} // namespace vitrine::exchange
