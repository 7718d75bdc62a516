#pragma once

#include <QString>
#include <QVector>

#include <optional>

namespace vitrine::ui {

struct FuzzyMatch
{
    int score = 0;          ///< higher is better
    QVector<int> positions; ///< of the matched letters in the text
};

/// Whether the letters of `pattern` occur in `text` in this order, case aside, and how well: beginnings of
/// words and letters that follow each other count more. Spaces in the pattern are ignored. An empty pattern
/// matches with 0.
std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text);

} // namespace vitrine::ui
