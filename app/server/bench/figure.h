#pragma once

#include <QString>
#include <QVector>

namespace vitrine::app {

/// One line of `vitrined bench`: what was measured, under which conditions, against which target.
struct Figure
{
    QString name;
    QString conditions;
    double value = 0;
    QString unit; ///< "ms", "values/s", "ratio"
    double target = 0;
    bool lowerIsBetter = false;
    bool met() const { return lowerIsBetter ? value <= target : value >= target; }
};

} // namespace vitrine::app
