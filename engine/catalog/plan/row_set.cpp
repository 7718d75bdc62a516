#include "catalog/plan/row_set.h"

#include <charconv>

namespace vitrine::plan {

qint64 wholeOf(const Cell &cell)
{
    if (const auto *whole = std::get_if<qint64>(&cell))
        return *whole;
    if (const auto *number = std::get_if<double>(&cell))
        return *number >= -9e18 && *number <= 9e18 ? qint64(*number) : 0;
    if (const auto *text = std::get_if<QByteArray>(&cell)) {
        bool isWhole = false;
        const qint64 whole = text->toLongLong(&isWhole);
        return isWhole ? whole : wholeOf(Cell(text->toDouble())); // a decimal, "12.0000"
    }
    return 0;
}

double numberOf(const Cell &cell)
{
    if (const auto *whole = std::get_if<qint64>(&cell))
        return double(*whole);
    if (const auto *number = std::get_if<double>(&cell))
        return *number;
    if (const auto *text = std::get_if<QByteArray>(&cell))
        return text->toDouble();
    return 0;
}

QByteArray textOf(const Cell &cell)
{
    if (const auto *text = std::get_if<QByteArray>(&cell))
        return *text;
    if (const auto *whole = std::get_if<qint64>(&cell))
        return QByteArray::number(*whole);
    if (const auto *number = std::get_if<double>(&cell)) {
        char buffer[32];
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, *number).ptr;
        return QByteArray(buffer, end - buffer);
    }
    return {};
}

} // namespace vitrine::plan
