#pragma once

#include <QString>

#include <optional>

namespace vitrine::ui {

/// Decimals that people write in this currency (ISO 4217; VND and IDR as shops write them): 0 or 2.
int currencyDecimals(const QString &currency);
/// "355330" for 355 330 VND, "12.90" for 1 290 cents in the locale's decimals, without grouping: for editing.
QString moneyForEditing(qint64 minor, const QString &currency);
/// Minor units from what a person typed, in the locale's way or with a plain point; nothing when it is not
/// money.
std::optional<qint64> parseMoney(const QString &text, const QString &currency);

} // namespace vitrine::ui
