#include "ui/shell/fuzzy.h"

#include <algorithm>

namespace vitrine::ui {

namespace {

bool beginsWord(QStringView text, qsizetype at)
{
    return at == 0 || !text.at(at - 1).isLetterOrNumber();
}

QString letters(QStringView pattern)
{
    QString kept;
    for (const QChar letter : pattern) {
        if (!letter.isSpace())
            kept += letter.toCaseFolded();
    }
    return kept;
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text)
{
    constexpr int Unreachable = -1'000'000;
    constexpr int Adjacent = 10; // as much as the beginning of a word, so that whole words win over initials
    const QString wanted = letters(pattern);
    if (wanted.isEmpty())
        return FuzzyMatch{};
    const qsizetype rows = wanted.size(), columns = text.size();
    if (rows > columns)
        return std::nullopt;
    // best[r][c]: the best score with letter r placed at c; from[r][c]: where letter r-1 stood then. Texts
    // are the names of actions, so that the full table is a few hundred steps.
    QVector<QVector<int>> best(rows, QVector<int>(columns, Unreachable)),
        from(rows, QVector<int>(columns, -1));
    for (qsizetype row = 0; row < rows; ++row) {
        int reach = Unreachable, reachAt = -1; // the best of the row above, left of the previous column
        for (qsizetype column = 0; column < columns; ++column) {
            if (row > 0 && column >= 2 && best.at(row - 1).at(column - 2) > reach) {
                reach = best.at(row - 1).at(column - 2);
                reachAt = int(column) - 2;
            }
            if (text.at(column).toCaseFolded() != wanted.at(row))
                continue;
            const int worth = beginsWord(text, column) ? 10 : 1;
            if (row == 0) {
                best[row][column] = worth - int(column > 0);
                continue;
            }
            const int adjacent = column > 0 ? best.at(row - 1).at(column - 1) : Unreachable;
            if (adjacent > Unreachable && adjacent + Adjacent >= reach) {
                best[row][column] = adjacent + Adjacent + worth;
                from[row][column] = int(column) - 1;
            } else if (reach > Unreachable) {
                best[row][column] = reach + worth;
                from[row][column] = reachAt;
            }
        }
    }
    const auto end = std::max_element(best.constLast().cbegin(), best.constLast().cend());
    if (*end <= Unreachable)
        return std::nullopt;
    FuzzyMatch match;
    // Of two that match alike the shorter says less that was not asked for.
    match.score = *end * 4 - int(columns) / 4;
    int column = int(end - best.constLast().cbegin());
    for (qsizetype row = rows - 1; row >= 0; --row) {
        match.positions.prepend(column);
        column = from.at(row).at(column);
    }
    return match;
}

} // namespace vitrine::ui
