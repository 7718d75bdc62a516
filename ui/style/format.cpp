#include "ui/style/theme.h"

#include <QLocale>

#include <array>
#include <cmath>
#include <cstdlib>

namespace vitrine::ui {

namespace {

/// One decimal below 100, none above: three significant digits are what a person compares.
QString rounded(double value)
{
    const int decimals = std::abs(value) < 99.95 ? 1 : 0;
    return QLocale().toString(value, 'f', decimals);
}

/// ISO 4217 exponents that are not 2, of the currencies a catalog may meet.
int currencyDecimals(const QString &currency)
{
    static constexpr std::array none{"BIF", "CLP", "DJF", "GNF", "IDR", "ISK", "JPY", "KMF", "KRW",
                                     "MMK", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"};
    static constexpr std::array three{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
    for (const char *code : none) {
        if (currency == QLatin1String(code))
            return 0;
    }
    for (const char *code : three) {
        if (currency == QLatin1String(code))
            return 3;
    }
    return 2;
}

} // namespace

QString formatBytes(qint64 bytes)
{
    const QLocale locale;
    if (std::llabs(bytes) < 1000)
        return QStringLiteral("%1 B").arg(locale.toString(bytes));
    double value = double(bytes) / 1000;
    const std::array units{"kB", "MB", "GB", "TB", "PB", "EB"};
    std::size_t unit = 0;
    while (std::abs(value) >= 999.5 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    return QStringLiteral("%1 %2").arg(rounded(value), QLatin1String(units[unit]));
}

QString formatMicros(qint64 micros)
{
    const QLocale locale;
    const double absolute = std::abs(double(micros));
    if (absolute < 100)
        return QStringLiteral("%1 µs").arg(locale.toString(micros));
    if (absolute < 9'950)
        return QStringLiteral("%1 ms").arg(locale.toString(double(micros) / 1e3, 'f', 1));
    if (absolute < 999'500)
        return QStringLiteral("%1 ms").arg(locale.toString(double(micros) / 1e3, 'f', 0));
    if (absolute < 59'950'000)
        return QStringLiteral("%1 s").arg(locale.toString(double(micros) / 1e6, 'f', 1));
    const qint64 seconds = std::llround(double(micros) / 1e6);
    if (seconds < 3600)
        return QStringLiteral("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    return QStringLiteral("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
}

QString formatMoney(qint64 minor, const QString &currency)
{
    const int decimals = currencyDecimals(currency);
    const double value = double(minor) / std::pow(10.0, decimals);
    // The code, not a symbol: "$" is three of the currencies on one shelf.
    const QString number = QLocale().toString(value, 'f', decimals);
    return currency.isEmpty() ? number : QStringLiteral("%1 %2").arg(number, currency);
}

} // namespace vitrine::ui
