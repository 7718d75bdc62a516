#pragma once

#include "catalog/query.h"

#include <functional>

namespace vitrine::ui {

/// What a filter on an attribute says, short: "Colour: Red, Blue", "Weight: 10 – 20 kg", "without EAN". `labelOf` gives
/// what a value is called.
QString filterText(const catalog::AttributeFilter &filter, const catalog::Attribute &attribute,
                   const std::function<QString(const QString &value)> &labelOf);

/// A number or a date as a person types it, in the words of an AttributeFilter; nothing when it is neither.
std::optional<QString> boundFromText(const QString &text, catalog::ValueType type);
/// The other way round.
QString boundToText(const QString &bound, catalog::ValueType type);
/// Of a facet's extreme.
QString boundToText(double bound, catalog::ValueType type);

} // namespace vitrine::ui
