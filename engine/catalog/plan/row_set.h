#pragma once

#include <QByteArray>

#include <variant>
#include <vector>

namespace vitrine::plan {

/// One cell as the database gives it: nothing, a whole number, a number, or text in UTF-8 (days and times as
/// "2026-11-27 10:00:00", decimals as they are written).
using Cell = std::variant<std::monostate, qint64, double, QByteArray>;

inline bool isNull(const Cell &cell)
{
    return cell.index() == 0;
}
/// 0 where there is none.
qint64 wholeOf(const Cell &cell);
double numberOf(const Cell &cell);
/// Empty where there is nothing.
QByteArray textOf(const Cell &cell);

/// Rows of equal width, in one piece.
struct RowSet
{
    int width = 0;
    std::vector<Cell> cells;

    size_t rows() const { return width == 0 ? 0 : cells.size() / size_t(width); }
    const Cell &at(size_t row, int column) const { return cells[row * size_t(width) + size_t(column)]; }
};

} // namespace vitrine::plan
