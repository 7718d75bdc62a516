#include "ui/products/range_histogram.h"

#include "ui/style/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace vitrine::ui {

namespace {

constexpr double WidestBar = 24; ///< pixels

} // namespace

RangeHistogram::RangeHistogram(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::CrossCursor);
}

void RangeHistogram::setBars(const QVector<Bar> &bars)
{
    m_bars = bars;
    update();
}

void RangeHistogram::setRange(std::optional<double> from, std::optional<double> to)
{
    m_from = from;
    m_to = to;
    update();
}

int RangeHistogram::barAt(int x) const
{
    const int bars = int(m_bars.size());
    return bars == 0 ? -1 : std::clamp(x * bars / std::max(1, width()), 0, bars - 1);
}

bool RangeHistogram::isChosen(int bar) const
{
    if (m_pressed >= 0)
        return bar >= std::min(m_pressed, m_dragged) && bar <= std::max(m_pressed, m_dragged);
    return (!m_from || m_bars[bar].to > *m_from) && (!m_to || m_bars[bar].from < *m_to);
}

void RangeHistogram::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const Tokens &colors = tokens();
    painter.fillRect(QRectF(0, height() - 1, width(), 1), colors.hairline);
    qint64 most = 0;
    for (const Bar &bar : std::as_const(m_bars))
        most = std::max(most, bar.count);
    if (most <= 0)
        return;
    const int bars = int(m_bars.size());
    const double step = double(width()) / bars;
    for (int bar = 0; bar < bars; ++bar) {
        if (m_bars[bar].count == 0)
            continue;
        // The square root keeps rare values visible beside the frequent ones.
        const double tall = std::max(2.0, (height() - 3) * std::sqrt(double(m_bars[bar].count) / double(most)));
        QColor fill = isChosen(bar) ? colors.accent : colors.dim;
        fill.setAlphaF(isChosen(bar) ? 0.75f : 0.25f);
        painter.setBrush(fill);
        // A single value is a bar too, not a block as wide as the panel.
        const double wide = std::clamp(step - 1, 1.0, WidestBar);
        painter.drawRoundedRect(QRectF((bar + 0.5) * step - wide / 2, height() - 1 - tall, wide, tall), 1.5, 1.5);
    }
}

void RangeHistogram::mousePressEvent(QMouseEvent *event)
{
    m_pressed = m_dragged = barAt(int(event->position().x()));
    update();
}

void RangeHistogram::mouseMoveEvent(QMouseEvent *event)
{
    if (m_pressed < 0)
        return;
    m_dragged = barAt(int(event->position().x()));
    update();
}

void RangeHistogram::mouseReleaseEvent(QMouseEvent *)
{
    if (m_pressed < 0)
        return;
    const int first = std::min(m_pressed, m_dragged), last = std::max(m_pressed, m_dragged);
    m_pressed = -1;
    emit rangePicked(m_bars[first].from, m_bars[last].to);
}

} // namespace vitrine::ui
