#include "ui/charts/stat_tile.h"

#include "ui/style/heading_font.h"
#include "ui/style/theme.h"

#include <QPainter>

namespace vitrine::ui {

StatTile::StatTile(const QString &caption, QWidget *parent)
    : QFrame(parent), m_caption(caption), m_value(QStringLiteral("–"))
{
    setAccessibleName(caption);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StatTile::setValue(const QString &value, const QString &detail, Tone tone)
{
    if (value == m_value && detail == m_detail && tone == m_tone)
        return;
    m_value = value;
    m_detail = detail;
    m_tone = tone;
    const QString words = detail.isEmpty() ? value : QStringLiteral("%1, %2").arg(value, detail);
    setAccessibleDescription(words);
    setToolTip(QStringLiteral("%1: %2").arg(m_caption, words));
    update();
}

QSize StatTile::sizeHint() const
{
    const int value = QFontMetrics(headingFont(font())).horizontalAdvance(QStringLiteral("0000 ms"));
    const int lines = std::max({value, fontMetrics().horizontalAdvance(m_caption), 88});
    return {lines + 28, 78};
}

QSize StatTile::minimumSizeHint() const
{
    return {std::max(84, fontMetrics().horizontalAdvance(m_caption) + 24), 78};
}

void StatTile::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.hairline, 1));
    painter.setBrush(t.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);

    const QRect inner = rect().adjusted(12, 8, -12, -8);
    painter.setPen(t.dim);
    painter.drawText(QRect(inner.left(), inner.top(), inner.width(), 18), Qt::AlignLeft | Qt::AlignVCenter,
                     m_caption);
    int left = inner.left();
    const QColor color = m_tone == Tone::Bad ? t.bad : m_tone == Tone::Warn ? t.warn : t.text;
    if (m_tone != Tone::Normal) {
        painter.drawPixmap(left, inner.top() + 23,
                           iconPixmap(QStringLiteral("triangle-alert"), color, 16, devicePixelRatioF()));
        left += 21;
    }
    const QFont big = headingFont(font());
    painter.setFont(big);
    painter.setPen(color);
    const QRect valueLine(left, inner.top() + 18, inner.right() - left + 1, 27);
    painter.drawText(valueLine, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(big).elidedText(m_value, Qt::ElideRight, valueLine.width()));
    painter.setFont(font());
    painter.setPen(t.dim);
    painter.drawText(QRect(inner.left(), inner.bottom() - 16, inner.width(), 18),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(m_detail, Qt::ElideRight, inner.width()));
}

} // namespace vitrine::ui
