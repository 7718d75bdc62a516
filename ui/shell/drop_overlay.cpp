#include "ui/shell/drop_overlay.h"

#include "ui/style/theme.h"

#include <QPainter>

namespace vitrine::ui {

DropOverlay::DropOverlay(QWidget *window) : QWidget(window)
{
    setObjectName(QStringLiteral("dropOverlay"));
    setAccessibleName(tr("Drop"));
    // The window below goes on receiving the drag.
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void DropOverlay::appear(const QString &text)
{
    m_text = text;
    setAccessibleDescription(text);
    setGeometry(parentWidget()->rect());
    raise();
    show();
    update();
}

void DropOverlay::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = t.window;
    veil.setAlphaF(0.86f);
    painter.fillRect(rect(), veil);
    QPen pen(t.accent, 2);
    pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.drawRoundedRect(QRectF(rect()).adjusted(16, 16, -16, -16), 10, 10);
    constexpr int side = 40;
    painter.drawPixmap((width() - side) / 2, height() / 2 - side - 8,
                       iconPixmap(QStringLiteral("download"), t.accent, side, devicePixelRatioF()));
    QFont big = font();
    big.setPixelSize(18);
    big.setWeight(QFont::DemiBold);
    painter.setFont(big);
    painter.setPen(t.text);
    painter.drawText(QRect(0, height() / 2 + 4, width(), 32), Qt::AlignCenter, m_text);
}

} // namespace vitrine::ui
