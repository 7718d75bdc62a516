#pragma once

#include "ui/charts/chart_layout.h"

#include <QPointer>
#include <QWidget>

#include <chrono>
#include <functional>

namespace vitrine::ui {

/// A live line chart of the last minutes with legend, value axis and a cross-hair. The context menu copies
/// the numbers as CSV or shows them as a table, which is also the way to read the chart without seeing it.
/// GUI thread.
class TimeSeriesChart : public QWidget
{
    Q_OBJECT

public:
    /// A role of the theme and a dash, so that lines differ by more than colour.
    enum class Line { Accent, Ok, Warn, Bad, Dim };
    using Format = std::function<QString(double)>;

    TimeSeriesChart(const QString &title, QWidget *parent = nullptr);

    /// One entry a series of the data.
    void setLines(const QVector<Line> &lines);
    /// How a value is written on the axis, in the legend and in the summary.
    void setFormat(Format format);
    /// The axis reaches at least this far, so that noise near zero does not look like a mountain.
    void setMinimumTop(double value) { m_minimumTop = value; }
    void setSpan(std::chrono::milliseconds span) { m_spanMs = span.count(); }
    void setEmptyText(const QString &text);
    /// Shows the series up to its newest sample.
    void setSeries(const TimeSeries &series);
    const TimeSeries &series() const { return m_data; }

    /// The newest values in words: the accessible description.
    QString summary() const;

    QSize sizeHint() const override { return {360, 190}; }
    QSize minimumSizeHint() const override { return {200, 120}; }

public slots:
    void copyCsv() const;
    void showTable();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    QRectF plotRect() const;
    TimeWindow window() const;
    QColor colorOf(int series) const;
    void paintAxes(QPainter &painter, const LineLayout &layout, const QRectF &plot) const;
    void paintLegend(QPainter &painter) const;
    void paintCrossHair(QPainter &painter, const QRectF &plot) const;

    QString m_title;
    QString m_emptyText;
    QVector<Line> m_lines;
    Format m_format;
    double m_minimumTop = 1;
    qint64 m_spanMs = 120'000;
    TimeSeries m_data;
    int m_hoverX = -1;
    QPointer<QWidget> m_table;
};

} // namespace vitrine::ui
