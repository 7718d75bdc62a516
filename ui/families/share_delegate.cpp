#include "ui/families/share_delegate.h"

#include "ui/families/families_model.h"
#include "ui/style/share_bar.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace vitrine::ui {

namespace {
constexpr int Padding = 8;
constexpr int Bar = 8;
constexpr int LongestBar = 72;
} // namespace

void ShareDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QVariant complete = index.data(FamiliesModel::CompleteRole);
    if (!complete.isValid())
        return QStyledItemDelegate::paint(painter, option, index);
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString share = cell.text;
    cell.text.clear();
    const QWidget *widget = option.widget;
    (widget ? widget->style() : QApplication::style())->drawControl(QStyle::CE_ItemViewItem, &cell, painter, widget);
    const qint64 part = complete.toLongLong(), whole = index.data(FamiliesModel::OfRole).toLongLong();
    const int shareWidth = option.fontMetrics.horizontalAdvance(shareText(1, 1)) + 2;
    QRect room = option.rect.adjusted(Padding, 0, -Padding, 0);
    room.setWidth(std::min(room.width(), LongestBar + shareWidth + 6)); // the figure stays beside its bar
    painter->save();
    painter->setPen(option.palette.color(option.state & QStyle::State_Selected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, share);
    painter->restore();
    const QRect bar(room.left(), room.center().y() - Bar / 2 + 1, std::min(room.width() - shareWidth - 6, LongestBar), Bar);
    if (bar.width() > 20 && whole > 0)
        paintShareBar(painter, bar, part, whole, option.state & QStyle::State_Selected);
}

} // namespace vitrine::ui
