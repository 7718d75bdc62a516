#include "ui/grid/history_delegate.h"

#include "ui/models/history_list_model.h"
#include "ui/style/theme.h"

#include <QPainter>

namespace vitrine::ui {

namespace {

constexpr int Margin = 8;
constexpr int Between = 2;

} // namespace

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int lines = index.data(HistoryListModel::WhoRole).toString().isEmpty() ? 2 : 3;
    return {120, 2 * Margin + lines * option.fontMetrics.height() + (lines - 1) * Between};
}

void HistoryDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tokens &colors = tokens();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
        QColor ground = option.state & QStyle::State_Selected ? colors.accent : colors.text;
        ground.setAlphaF(option.state & QStyle::State_Selected ? 0.12f : 0.05f);
        painter->setBrush(ground);
        painter->setPen(option.state & QStyle::State_HasFocus ? QPen(colors.accent, 2) : QPen(Qt::NoPen));
        painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 4, 4);
    }
    const int height = option.fontMetrics.height();
    QRect line = option.rect.adjusted(Margin, Margin, -Margin, 0);
    line.setHeight(height);
    const auto text = [&](const QRect &area, const QString &what, const QColor &color, Qt::Alignment side) {
        painter->setPen(color);
        painter->drawText(area, int(side | Qt::AlignVCenter | Qt::TextSingleLine),
                          painter->fontMetrics().elidedText(what, Qt::ElideRight, area.width()));
    };
    const QString when = index.data(HistoryListModel::WhenRole).toString();
    painter->setFont(option.font);
    const int whenWidth = option.fontMetrics.horizontalAdvance(when);
    text(line, when, colors.dim, Qt::AlignRight);
    QFont strong = option.font;
    strong.setWeight(QFont::DemiBold);
    painter->setFont(strong);
    text(line.adjusted(0, 0, -whenWidth - Margin, 0), index.data(HistoryListModel::FieldRole).toString(), colors.text,
         Qt::AlignLeft);
    painter->setFont(option.font);
    line.translate(0, height + Between);
    text(line, index.data(HistoryListModel::ChangeRole).toString(), colors.text, Qt::AlignLeft);
    line.translate(0, height + Between);
    text(line, index.data(HistoryListModel::WhoRole).toString(), colors.dim, Qt::AlignLeft);
    painter->setPen(colors.hairline);
    painter->drawLine(option.rect.bottomLeft() + QPoint(Margin, 0), option.rect.bottomRight() - QPoint(Margin, 0));
    painter->restore();
}

} // namespace vitrine::ui
