#include "ui/models/money_text.h"

#include <QLocale>
#include <QSet>

#include <cmath>

namespace vitrine::ui {

namespace {
double unitsPerMajor(const QString &currency)
{
    return std::pow(10.0, currencyDecimals(currency));
}
} // namespace

int currencyDecimals(const QString &currency)
{
    static const QSet<QString> whole{QStringLiteral("VND"), QStringLiteral("IDR"), QStringLiteral("JPY"),
                                     QStringLiteral("KRW"), QStringLiteral("CLP"), QStringLiteral("ISK"),
                                     QStringLiteral("PYG"), QStringLiteral("UGX")};
    return whole.contains(currency) ? 0 : 2;
}

QString moneyForEditing(qint64 minor, const QString &currency)
{
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale.toString(double(minor) / unitsPerMajor(currency), 'f', currencyDecimals(currency));
}

std::optional<qint64> parseMoney(const QString &text, const QString &currency)
{
    bool ok = false;
    double major = QLocale().toDouble(text.trimmed(), &ok);
    if (!ok)
        major = QLocale::c().toDouble(text.trimmed(), &ok);
    if (!ok || !std::isfinite(major) || major < 0 || major > 1e13)
        return std::nullopt;
    return qint64(std::llround(major * unitsPerMajor(currency)));
}

} // namespace vitrine::ui
