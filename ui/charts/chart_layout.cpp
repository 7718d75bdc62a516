#include "ui/charts/chart_layout.h"

#include <algorithm>
#include <cmath>

namespace vitrine::ui {

namespace {

/// What one pixel column keeps of its samples.
struct Column
{
    int x = 0;
    double first = 0, low = 0, high = 0, last = 0;

    void add(double value)
    {
        low = std::min(low, value);
        high = std::max(high, value);
        last = value;
    }
};

class LineBuilder
{
public:
    LineBuilder(const QRectF &plot, double top) : m_plot(plot), m_top(top) {}

    void add(double x, double value)
    {
        const int pixel = int(std::floor(x));
        if (m_open && m_column.x == pixel) {
            m_column.add(value);
            return;
        }
        flush();
        m_column = {pixel, value, value, value, value};
        m_open = true;
    }

    void gap()
    {
        flush();
        if (!m_line.isEmpty())
            m_lines.append(std::exchange(m_line, {}));
    }

    QVector<QPolygonF> finish()
    {
        gap();
        return std::move(m_lines);
    }

private:
    void point(double value)
    {
        const QPointF at(m_column.x + 0.5, m_plot.bottom() - value / m_top * m_plot.height());
        if (m_line.isEmpty() || m_line.constLast() != at)
            m_line.append(at);
    }

    void flush()
    {
        if (!m_open)
            return;
        point(m_column.first);
        point(m_column.low);
        point(m_column.high);
        point(m_column.last);
        m_open = false;
    }

    QRectF m_plot;
    double m_top;
    bool m_open = false;
    Column m_column;
    QPolygonF m_line;
    QVector<QPolygonF> m_lines;
};

} // namespace

double niceStep(double top, int ticks)
{
    if (!(top > 0) || ticks < 1)
        return 1;
    const double raw = top / ticks;
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (power * factor >= raw * (1 - 1e-9))
            return power * factor;
    }
    return power * 10;
}

double xOfTime(qint64 timeMs, const TimeWindow &window, const QRectF &plot)
{
    return plot.left() + double(timeMs - window.fromMs) / double(window.toMs - window.fromMs) * plot.width();
}

qint64 timeOfX(double x, const TimeWindow &window, const QRectF &plot)
{
    const double share = plot.width() > 0 ? (x - plot.left()) / plot.width() : 0;
    return window.fromMs + std::llround(share * double(window.toMs - window.fromMs));
}

LineLayout layoutLines(const TimeSeries &data, const TimeWindow &window, const QRectF &plot,
                       double minimumTop)
{
    LineLayout layout;
    double highest = minimumTop;
    for (int sample = 0; sample < data.size(); ++sample) {
        if (data.timeAt(sample) < window.fromMs || data.timeAt(sample) > window.toMs)
            continue;
        for (int series = 0; series < data.names().size(); ++series) {
            const double value = data.valueAt(series, sample);
            if (!std::isnan(value))
                highest = std::max(highest, value);
        }
    }
    const int ticks = std::clamp(int(plot.height() / 36), 1, 5);
    const double step = niceStep(highest, ticks);
    const int steps = std::max(1, int(std::ceil(highest / step - 1e-9)));
    layout.top = step * steps;
    for (int tick = 0; tick <= steps; ++tick)
        layout.valueTicks.append({plot.bottom() - plot.height() * tick / steps, step * tick});

    for (int series = 0; series < data.names().size(); ++series) {
        LineBuilder builder(plot, layout.top);
        for (int sample = 0; sample < data.size(); ++sample) {
            const qint64 time = data.timeAt(sample);
            if (time < window.fromMs || time > window.toMs)
                continue;
            const double value = data.valueAt(series, sample);
            if (std::isnan(value))
                builder.gap();
            else
                builder.add(xOfTime(time, window, plot), value);
        }
        layout.lines.append(builder.finish());
    }
    return layout;
}

QVector<QRectF> layoutBars(const QVector<qint64> &counts, const QRectF &plot, double gap)
{
    QVector<QRectF> bars;
    if (counts.isEmpty())
        return bars;
    const qint64 highest = std::max<qint64>(1, *std::max_element(counts.cbegin(), counts.cend()));
    const double pitch = plot.width() / double(counts.size());
    const double width = std::max(1.0, pitch - gap);
    for (int i = 0; i < counts.size(); ++i) {
        // Something that happened once is still to be seen beside a million others.
        const double height =
            counts.at(i) > 0 ? std::max(2.0, plot.height() * double(counts.at(i)) / double(highest)) : 0;
        bars.append(QRectF(plot.left() + pitch * i, plot.bottom() - height, width, height));
    }
    return bars;
}

QVector<LaneSpan> layoutLane(const QVector<bool> &busy, double widthPx, double blockPx, int samplesPerBlock)
{
    QVector<LaneSpan> spans;
    double right = widthPx;
    for (qsizetype end = busy.size(); end > 0 && right > 0; end -= samplesPerBlock) {
        const qsizetype begin = std::max<qsizetype>(0, end - samplesPerBlock);
        const auto count = std::count(busy.cbegin() + begin, busy.cbegin() + end, true);
        right -= blockPx;
        if (count > 0)
            spans.prepend(
                {std::max(0.0, right), std::min(blockPx, right + blockPx), double(count) / samplesPerBlock});
    }
    return spans;
}

} // namespace vitrine::ui
