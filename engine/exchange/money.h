#pragma once

#include <QString>
#include <QStringView>

#include <optional>

namespace vitrine::exchange {

/// Decimals of a currency's minor unit as Vitrine counts it: 2, but 0 for VND, IDR, JPY, KRW and their like.
int currencyDecimals(QStringView currency);
bool isCurrencyCode(QStringView text); ///< three capital letters

/// "12.5" -> 1250 for a currency with two decimals; exact, no floating point. Nothing when it is not a plain
/// decimal number, has more decimals than the currency (zeros aside), or does not fit.
std::optional<qint64> minorFromDecimal(QStringView decimal, QStringView currency);
QString decimalFromMinor(qint64 minor, QStringView currency);

} // namespace vitrine::exchange
