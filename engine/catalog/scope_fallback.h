#pragma once

#include "catalog/product.h"

namespace vitrine::catalog {

/// How well a value's scope serves a reader's: 0 does not apply, 1 holds everywhere, 2 its language, 3 its
/// channel, 4 both. The highest wins.
int scopeMatch(const Scope &value, const Scope &wanted);

/// One value per attribute code, in the order in which the codes first appear: what the scope falls back to.
/// Without a scope, the value that holds everywhere, or the first there is.
QVector<AttributeValue> resolve(const QVector<AttributeValue> &values, const Scope &wanted);

/// The prices that a channel sees: its own, or those of every channel when it has none. Without a channel:
/// all.
QVector<Price> resolve(const QVector<Price> &prices, const QString &channel);

} // namespace vitrine::catalog
