#include "ui/style/row_plate.h"

#include "ui/style/theme.h"

#include <QPainter>
#include <QStyleOptionViewItem>

namespace vitrine::ui {

void paintRowPlate(QPainter *painter, const QStyleOptionViewItem &option)
{
    if (!(option.state & (QStyle::State_MouseOver | QStyle::State_HasFocus)))
        return;
    const Tokens &colors = tokens();
    QColor hover = colors.text;
    hover.setAlphaF(0.05f);
    painter->setBrush(hover);
    painter->setPen(option.state & QStyle::State_HasFocus ? QPen(colors.accent, 2) : QPen(Qt::NoPen));
    painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 4, 4);
}

} // namespace vitrine::ui
