#include "ui/charts/time_series_chart.h"

#include "ui/charts/series_table.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QLocale>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace vitrine::ui {

namespace {

constexpr int LegendHeight = 26;
constexpr int TimeAxisHeight = 20;
constexpr int Margin = 12;

} // namespace

TimeSeriesChart::TimeSeriesChart(const QString &title, QWidget *parent)
    : QWidget(parent),
      m_title(title),
      m_emptyText(tr("Nothing measured yet")),
      m_format([](double value) { return QLocale().toString(value, 'g', 4); })
{
    setAccessibleName(title);
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setToolTip(tr("Right-click or Menu key: copy as CSV, view as table"));
}

void TimeSeriesChart::setLines(const QVector<Line> &lines)
{
    m_lines = lines;
    update();
}

void TimeSeriesChart::setFormat(Format format)
{
    m_format = std::move(format);
    update();
}

void TimeSeriesChart::setEmptyText(const QString &text)
{
    m_emptyText = text;
    update();
}

void TimeSeriesChart::setSeries(const TimeSeries &series)
{
    m_data = series;
    setAccessibleDescription(summary());
    if (auto *table = qobject_cast<SeriesTable *>(m_table.data()))
        table->setSeries(series);
    update();
}

QString TimeSeriesChart::summary() const
{
    if (m_data.size() == 0)
        return m_emptyText;
    QStringList parts;
    for (int series = 0; series < m_data.names().size(); ++series) {
        const double value = m_data.valueAt(series, m_data.size() - 1);
        parts << QStringLiteral("%1 %2").arg(m_data.names().at(series),
                                             std::isnan(value) ? tr("not measured") : m_format(value));
    }
    return parts.join(QStringLiteral(", "));
}

QRectF TimeSeriesChart::plotRect() const
{
    const int axis = fontMetrics().horizontalAdvance(QStringLiteral("000.0 ms")) + 6;
    return QRectF(Margin + axis, LegendHeight + 10, width() - axis - 2 * Margin,
                  height() - LegendHeight - 10 - TimeAxisHeight - 6);
}

TimeWindow TimeSeriesChart::window() const
{
    const qint64 end = m_data.size() > 0 ? m_data.timeAt(m_data.size() - 1) : 0;
    return {end - m_spanMs, end};
}

QColor TimeSeriesChart::colorOf(int series) const
{
    const Tokens &t = tokens();
    switch (m_lines.value(series, Line::Accent)) {
    case Line::Accent:
        return t.accent;
    case Line::Ok:
        return t.ok;
    case Line::Warn:
        return t.warn;
    case Line::Bad:
        return t.bad;
    case Line::Dim:
        return t.dim;
    }
    return t.accent;
}

void TimeSeriesChart::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? t.accent : t.hairline, hasFocus() ? 2 : 1));
    painter.setBrush(t.surface);
    const qreal inset = hasFocus() ? 1 : 0.5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), 6, 6);
    paintLegend(painter);

    const QRectF plot = plotRect();
    if (plot.width() < 20 || plot.height() < 20)
        return;
    if (m_data.size() == 0) {
        painter.setPen(t.dim);
        painter.drawText(plot, Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
        return;
    }
    const LineLayout layout = layoutLines(m_data, window(), plot, m_minimumTop);
    paintAxes(painter, layout, plot);
    for (int series = 0; series < layout.lines.size(); ++series) {
        QPen pen(colorOf(series), 1.6);
        if (series == 1)
            pen.setDashPattern({4, 2});
        else if (series > 1)
            pen.setDashPattern({1, 2});
        painter.setPen(pen);
        for (const QPolygonF &line : layout.lines.at(series)) {
            if (line.size() == 1)
                painter.drawEllipse(line.constFirst(), 1, 1);
            else
                painter.drawPolyline(line);
        }
    }
    paintCrossHair(painter, plot);
}

void TimeSeriesChart::paintAxes(QPainter &painter, const LineLayout &layout, const QRectF &plot) const
{
    const Tokens &t = tokens();
    for (const AxisTick &tick : layout.valueTicks) {
        const double y = std::round(tick.position) + 0.5;
        painter.setPen(QPen(t.hairline, 1));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setPen(t.dim);
        painter.drawText(QRectF(Margin, y - 10, plot.left() - Margin - 6, 20),
                         Qt::AlignRight | Qt::AlignVCenter, m_format(tick.value));
    }
    const QRectF below(plot.left(), plot.bottom() + 4, plot.width(), TimeAxisHeight);
    painter.setPen(t.dim);
    const qint64 seconds = m_spanMs / 1000;
    painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter,
                     seconds % 60 == 0 ? tr("%1 min ago").arg(seconds / 60) : tr("%1 s ago").arg(seconds));
    painter.drawText(below, Qt::AlignRight | Qt::AlignVCenter, tr("now"));
}

void TimeSeriesChart::paintLegend(QPainter &painter) const
{
    const Tokens &t = tokens();
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(t.text);
    const QRectF line(Margin, 6, width() - 2 * Margin, LegendHeight - 4);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, m_title);
    const double titleEnd = Margin + QFontMetricsF(bold).horizontalAdvance(m_title);
    painter.setFont(font());
    double right = line.right();
    const QFontMetricsF metrics(font());
    for (int series = int(m_data.names().size()) - 1; series >= 0; --series) {
        const double value =
            m_data.size() > 0 ? m_data.valueAt(series, m_data.size() - 1) : TimeSeries::NoValue;
        QString label = m_data.names().at(series);
        if (!std::isnan(value))
            label += QLatin1Char(' ') + m_format(value);
        const double width = metrics.horizontalAdvance(label);
        if (right - width - 24 < titleEnd + 12)
            break;
        painter.setPen(t.dim);
        painter.drawText(QRectF(right - width, line.top(), width + 1, line.height()), Qt::AlignVCenter,
                         label);
        right -= width + 6;
        QPen pen(colorOf(series), 2);
        if (series == 1)
            pen.setDashPattern({3, 1.5});
        else if (series > 1)
            pen.setDashPattern({1, 1.5});
        painter.setPen(pen);
        painter.drawLine(QPointF(right - 14, line.center().y()), QPointF(right, line.center().y()));
        right -= 14 + 16;
    }
}

void TimeSeriesChart::paintCrossHair(QPainter &painter, const QRectF &plot) const
{
    if (m_hoverX < plot.left() || m_hoverX > plot.right())
        return;
    const int sample = m_data.nearest(timeOfX(m_hoverX, window(), plot));
    if (sample < 0 || m_data.timeAt(sample) < window().fromMs)
        return;
    const Tokens &t = tokens();
    const double x = std::round(xOfTime(m_data.timeAt(sample), window(), plot)) + 0.5;
    painter.setPen(QPen(t.border, 1));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    QStringList lines{
        QDateTime::fromMSecsSinceEpoch(m_data.timeAt(sample)).time().toString(QStringLiteral("HH:mm:ss"))};
    for (int series = 0; series < m_data.names().size(); ++series) {
        const double value = m_data.valueAt(series, sample);
        lines << QStringLiteral("%1  %2").arg(m_data.names().at(series),
                                              std::isnan(value) ? QStringLiteral("–") : m_format(value));
    }
    const QString text = lines.join(QLatin1Char('\n'));
    const QRectF needed =
        painter.boundingRect(QRectF(0, 0, 400, 200), Qt::AlignLeft, text).adjusted(-8, -6, 8, 6);
    QRectF box(x + 8, plot.top(), needed.width(), needed.height());
    if (box.right() > plot.right())
        box.moveRight(x - 8);
    painter.setPen(QPen(t.border, 1));
    painter.setBrush(t.surface);
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(t.text);
    painter.drawText(box.adjusted(8, 6, -8, -6), Qt::AlignLeft, text);
}

void TimeSeriesChart::mouseMoveEvent(QMouseEvent *event)
{
    m_hoverX = event->pos().x();
    update();
}

void TimeSeriesChart::leaveEvent(QEvent *)
{
    m_hoverX = -1;
    update();
}

void TimeSeriesChart::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu;
    menu.addAction(icon(QStringLiteral("copy")), tr("&Copy as CSV"), this, &TimeSeriesChart::copyCsv);
    menu.addAction(icon(QStringLiteral("table")), tr("View as &table"), this, &TimeSeriesChart::showTable);
    menu.exec(event->globalPos());
}

void TimeSeriesChart::copyCsv() const
{
    QApplication::clipboard()->setText(m_data.toCsv());
}

void TimeSeriesChart::showTable()
{
    if (!m_table) {
        auto *table = new SeriesTable(m_title, m_format, this);
        table->setAttribute(Qt::WA_DeleteOnClose);
        table->setSeries(m_data);
        m_table = table;
    }
    m_table->show();
    m_table->raise();
    m_table->activateWindow();
}

} // namespace vitrine::ui
