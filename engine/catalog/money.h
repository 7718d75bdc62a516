#pragma once

#include <QByteArray>
#include <QString>

namespace vitrine::catalog {

/// How many decimals a currency's minor unit has: 2 for most, none for VND, IDR, JPY and their like, 3 for
/// KWD and its.
int minorDigits(const QString &currency);

/// An amount in minor units as people write it, without the currency: 1250 SGD is "12.50", 1250 VND is
/// "1250".
QByteArray formatAmount(qint64 minor, const QString &currency);

} // namespace vitrine::catalog
