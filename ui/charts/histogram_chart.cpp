#include "ui/charts/histogram_chart.h"

#include "ui/charts/chart_layout.h"
#include "ui/style/theme.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace vitrine::ui {

HistogramChart::HistogramChart(const QString &title, QWidget *parent)
    : QWidget(parent), m_title(title), m_emptyText(tr("Nothing measured yet"))
{
    setAccessibleName(title);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void HistogramChart::setBars(const QStringList &labels, const QVector<qint64> &counts)
{
    m_labels = labels;
    m_counts = counts;
    QStringList words;
    for (int i = 0; i < counts.size(); ++i) {
        if (counts.at(i) > 0)
            words << QStringLiteral("%1: %2").arg(labels.value(i), QLocale().toString(counts.at(i)));
    }
    setAccessibleDescription(words.isEmpty() ? m_emptyText : words.join(QStringLiteral(", ")));
    update();
}

void HistogramChart::setEmptyText(const QString &text)
{
    m_emptyText = text;
    update();
}

QRectF HistogramChart::plotRect() const
{
    return QRectF(rect()).adjusted(12, 36, -12, -26);
}

void HistogramChart::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? t.accent : t.hairline, hasFocus() ? 2 : 1));
    painter.setBrush(t.surface);
    const qreal inset = hasFocus() ? 1 : 0.5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), 6, 6);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(t.text);
    painter.drawText(QRectF(12, 6, width() - 24, 22), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    painter.setFont(font());

    const QRectF plot = plotRect();
    if (std::all_of(m_counts.cbegin(), m_counts.cend(), [](qint64 count) { return count == 0; })) {
        painter.setPen(t.dim);
        painter.drawText(plot, Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
        return;
    }
    const QVector<QRectF> bars = layoutBars(m_counts, plot, 2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.accent);
    for (const QRectF &bar : bars)
        painter.drawRect(bar);
    painter.setPen(QPen(t.hairline, 1));
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    painter.setPen(t.dim);
    double free = 0;
    for (int i = 0; i < bars.size() && i < m_labels.size(); ++i) {
        const double width = QFontMetricsF(font()).horizontalAdvance(m_labels.at(i));
        const double left = std::clamp(bars.at(i).center().x() - width / 2, 4.0, this->width() - width - 4.0);
        if (left < free)
            continue;
        painter.drawText(QRectF(left, plot.bottom() + 3, width + 1, 20), Qt::AlignVCenter, m_labels.at(i));
        free = left + width + 12;
    }
}

bool HistogramChart::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QRectF plot = plotRect();
    const int bar = plot.width() > 0 && !m_counts.isEmpty()
                        ? int((help->pos().x() - plot.left()) / plot.width() * double(m_counts.size()))
                        : -1;
    if (bar >= 0 && bar < m_counts.size() && help->pos().x() >= plot.left())
        QToolTip::showText(
            help->globalPos(),
            QStringLiteral("%1: %2").arg(m_labels.value(bar), QLocale().toString(m_counts.at(bar))), this);
    else
        QToolTip::hideText();
    return true;
}

} // namespace vitrine::ui
