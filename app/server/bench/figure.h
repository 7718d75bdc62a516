#pragma once

#include <QString>
#include <QVector>

#include <optional>

namespace vitrine::app {

/// One line of `vitrined bench`: what was measured, under which conditions, against which target.
struct Figure
{
    QString name;
    QString conditions;
    double value = 0;
    QString unit; ///< "ms", "values/s", "ratio", "x": times less
    std::optional<double> target{}; ///< none: only reported
    bool lowerIsBetter = false;
    bool met() const { return !target || (lowerIsBetter ? value <= *target : value >= *target); }
};

} // namespace vitrine::app
