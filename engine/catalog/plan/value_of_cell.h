#pragma once

#include "catalog/plan/dictionaries.h"
#include "catalog/product.h"

namespace vitrine::plan {

/// A cell as a value of the attribute type named so ("options": several, joined to a text); nothing where the
/// cell holds no such value. `options`: dictionary of option labels, or empty.
std::optional<catalog::Value> valueOf(const QString &type, const Cell &cell, const QString &options,
                                      const Dictionaries &dictionaries);

/// A product's version: the number, or the seconds since 1970 of a time.
quint32 versionOf(const Cell &cell);
/// Milliseconds since 1970: the number, or those of a time in UTC.
qint64 timeMsOf(const Cell &cell);

/// A decimal amount in minor units of the currency.
qint64 minorOf(const Cell &amount, const QString &currency);

} // namespace vitrine::plan
