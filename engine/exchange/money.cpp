#include "exchange/money.h"

#include <algorithm>
#include <array>
#include <limits>

namespace vitrine::exchange {

int currencyDecimals(QStringView currency)
{
    static constexpr std::array whole{u"VND", u"IDR", u"JPY", u"KRW", u"CLP",
                                      u"ISK", u"UGX", u"XAF", u"XOF", u"PYG"};
    return std::any_of(whole.begin(), whole.end(), [&](const auto *code) { return currency == code; }) ? 0
                                                                                                       : 2;
}

bool isCurrencyCode(QStringView text)
{
    return text.size() == 3 &&
           std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'A' && c <= u'Z'; });
}

std::optional<qint64> minorFromDecimal(QStringView decimal, QStringView currency)
{
    decimal = decimal.trimmed();
    const bool negative = decimal.startsWith(u'-');
    if (negative)
        decimal = decimal.mid(1);
    const int decimals = currencyDecimals(currency);
    qint64 minor = 0;
    int digits = 0, fraction = -1;
    for (const QChar c : decimal) {
        if (c == u'.' && fraction < 0) {
            fraction = 0;
            continue;
        }
        if (c < u'0' || c > u'9')
            return std::nullopt;
        const int digit = c.unicode() - u'0';
        ++digits;
        if (fraction >= 0 && ++fraction > decimals) {
            if (digit != 0)
                return std::nullopt;
            continue;
        }
        if (minor > (std::numeric_limits<qint64>::max() - digit) / 10)
            return std::nullopt;
        minor = minor * 10 + digit;
    }
    if (digits == 0)
        return std::nullopt;
    for (int i = std::clamp(fraction, 0, decimals); i < decimals; ++i) {
        if (minor > std::numeric_limits<qint64>::max() / 10)
            return std::nullopt;
        minor *= 10;
    }
    return negative ? -minor : minor;
}

QString decimalFromMinor(qint64 minor, QStringView currency)
{
    const int decimals = currencyDecimals(currency);
    const bool negative = minor < 0;
    QString digits = QString::number(minor);
    if (negative)
        digits.remove(0, 1);
    if (decimals > 0) {
        digits = digits.rightJustified(decimals + 1, u'0');
        digits.insert(digits.size() - decimals, u'.');
    }
    return negative ? u'-' + digits : digits;
}

} // namespace vitrine::exchange
