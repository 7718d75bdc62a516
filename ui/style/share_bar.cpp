#include "ui/style/share_bar.h"

#include "ui/style/theme.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace vitrine::ui {

void paintShareBar(QPainter *painter, const QRect &rect, qint64 part, qint64 whole, bool isOnAccent)
{
    const Tokens &colors = tokens();
    const double radius = rect.height() / 2.0;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(isOnAccent ? colors.onAccent : colors.border, 1));
    painter->drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    const int filled = whole > 0 ? int(rect.width() * std::clamp(double(part) / double(whole), 0.0, 1.0)) : 0;
    if (filled > 0) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(isOnAccent ? colors.onAccent : part >= whole ? colors.ok : colors.accent);
        painter->setClipRect(QRect(rect.left(), rect.top(), std::max(filled, 2), rect.height()));
        painter->drawRoundedRect(rect, radius, radius);
    }
    painter->restore();
}

QString shareText(qint64 part, qint64 whole)
{
    if (whole <= 0)
        return QStringLiteral("\u2013");
    int percent = int(100.0 * double(part) / double(whole));
    if (part > 0)
        percent = std::max(percent, 1);
    if (part < whole)
        percent = std::min(percent, 99);
    return QLocale().toString(percent) + QStringLiteral("\u00a0%");
}

} // namespace vitrine::ui
