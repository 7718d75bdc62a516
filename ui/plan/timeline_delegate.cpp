#include "ui/plan/timeline_delegate.h"

#include "ui/plan/fetches_model.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace vitrine::ui {

namespace {

constexpr double Narrowest = 3; ///< pixels: a fetch of no time is one, too

} // namespace

void TimelineDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem ground(option);
    initStyleOption(&ground, index);
    ground.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);
    const Tokens &colors = tokens();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QRectF area = QRectF(option.rect).adjusted(8, 0, -8, 0);
    const double width =
        std::clamp(index.data(FetchesModel::LengthShareRole).toDouble() * area.width(), Narrowest, area.width());
    const double left =
        std::min(index.data(FetchesModel::StartShareRole).toDouble() * area.width(), area.width() - width);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    // What waits for the wave before it is hatched: told apart without colour.
    const QColor color = selected ? colors.onAccent : colors.accent;
    const QRectF bar(area.left() + left, area.center().y() - 5, width, 10);
    const bool isFirstWave = index.data(FetchesModel::WaveRole).toInt() == 0;
    if (!isFirstWave) {
        QColor pale = color;
        pale.setAlphaF(0.35f);
        painter->setBrush(pale);
        painter->drawRoundedRect(bar, 2, 2);
    }
    painter->setBrush(isFirstWave ? QBrush(color) : QBrush(color, Qt::BDiagPattern));
    painter->drawRoundedRect(bar, 2, 2);
    painter->restore();
}

} // namespace vitrine::ui
