#pragma once

#include "ui/charts/time_series.h"

#include <QPolygonF>
#include <QRectF>
#include <QVector>

namespace vitrine::ui {

// Where everything of a chart goes, as pure functions of data and size, so that tests need no pixels.

/// A round step for an axis from 0 to at least `top`: 1, 2 or 5 times a power of ten, at most `ticks` of
/// them.
double niceStep(double top, int ticks);

struct TimeWindow
{
    qint64 fromMs = 0;
    qint64 toMs = 0; ///< > fromMs
};

struct AxisTick
{
    double position = 0; ///< pixels, in the plot's coordinates
    double value = 0;
};

struct LineLayout
{
    double top = 1;               ///< value at the upper edge of the plot
    QVector<AxisTick> valueTicks; ///< from 0 upwards
    /// For each series its lines: one for every stretch without a gap.
    QVector<QVector<QPolygonF>> lines;
};

/// Lays out every series of `data` on one axis inside `plot`. A pixel column with many samples keeps its
/// first, lowest, highest and last, so that a spike of one sample stays visible and the work is bounded by
/// the width.
LineLayout layoutLines(const TimeSeries &data, const TimeWindow &window, const QRectF &plot,
                       double minimumTop);

double xOfTime(qint64 timeMs, const TimeWindow &window, const QRectF &plot);
qint64 timeOfX(double x, const TimeWindow &window, const QRectF &plot);

/// Bars of a histogram, equally wide with `gap` between them, the highest filling the plot.
QVector<QRectF> layoutBars(const QVector<qint64> &counts, const QRectF &plot, double gap);

/// A stretch of a lane: what it did from one moment to another.
struct LaneSpan
{
    double left = 0;
    double width = 0;
    double share = 0; ///< of the time in which the lane was busy, 0..1
};

/// The newest of `busy` (one flag a sample, oldest first) at the right edge, grouped into blocks of
/// `blockPx`; a block stands for `samplesPerBlock` samples and tells which share of them was busy. Idle
/// blocks are left out.
QVector<LaneSpan> layoutLane(const QVector<bool> &busy, double widthPx, double blockPx, int samplesPerBlock);

} // namespace vitrine::ui
