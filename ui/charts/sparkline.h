#pragma once

#include <QColor>
#include <QPixmap>
#include <QVector>

namespace vitrine::ui {

/// The last values as a small picture without axes, e.g. for a status bar. `size` in logical pixels; the
/// scale reaches from 0 to the larger of `minimumTop` and the highest value.
QPixmap sparkline(const QVector<double> &values, double minimumTop, const QSize &size, qreal ratio,
                  const QColor &color);

} // namespace vitrine::ui
