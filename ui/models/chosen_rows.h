#pragma once

#include "catalog/query.h"

#include <utility>

namespace vitrine::ui {

/// The rows of these ranges (first, last; in order, apart) of an answer, as an answer of its own. Takes no memory a row.
catalog::ResultSet chosenRows(const catalog::ResultSet &set, const QVector<std::pair<int, int>> &ranges);

} // namespace vitrine::ui
