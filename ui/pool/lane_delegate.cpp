#include "ui/pool/lane_delegate.h"

#include "ui/charts/chart_layout.h"
#include "ui/pool/lanes_model.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace vitrine::ui {

namespace {

constexpr double BlockPx = 4;

} // namespace

void LaneDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const int column = index.column();
    if (column != LanesModel::State && column != LanesModel::Elapsed && column != LanesModel::Activity) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem ground(option);
    initStyleOption(&ground, index);
    ground.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (column == LanesModel::State)
        paintState(painter, option, index);
    else if (column == LanesModel::Elapsed)
        paintElapsed(painter, option, index);
    else
        paintActivity(painter, option, index);
    painter->restore();
}

void LaneDelegate::paintState(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const Tokens &t = tokens();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool busy = index.data(LanesModel::BusyRole).toBool(),
               slow = index.data(LanesModel::SlowRole).toBool();
    const QColor color = selected ? t.onAccent : slow ? t.warn : busy ? t.ok : t.dim;
    const QRectF dot(option.rect.left() + 8, option.rect.center().y() - 3.5, 8, 8);
    painter->setPen(QPen(color, 1.5));
    painter->setBrush(busy ? QBrush(color) : Qt::NoBrush);
    if (slow)
        painter->drawPolygon(
            QPolygonF{dot.bottomLeft(), dot.bottomRight(), QPointF(dot.center().x(), dot.top())});
    else
        painter->drawEllipse(dot);
    painter->setPen(selected ? t.onAccent : busy ? t.text : t.dim);
    painter->drawText(option.rect.adjusted(24, 0, -4, 0), Qt::AlignLeft | Qt::AlignVCenter,
                      index.data(Qt::DisplayRole).toString());
}

void LaneDelegate::paintElapsed(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    if (!index.data(LanesModel::BusyRole).toBool())
        return;
    const Tokens &t = tokens();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool slow = index.data(LanesModel::SlowRole).toBool();
    const QRectF track(option.rect.left() + 8, option.rect.center().y() - 2.5, option.rect.width() - 84, 6);
    painter->setPen(Qt::NoPen);
    if (track.width() > 10) {
        painter->setBrush(t.hairline);
        painter->drawRoundedRect(track, 3, 3);
        QRectF bar = track;
        bar.setWidth(std::max(6.0, track.width() * index.data(LanesModel::ElapsedShareRole).toDouble()));
        painter->setBrush(slow ? QBrush(t.warn, Qt::BDiagPattern) : QBrush(selected ? t.onAccent : t.accent));
        painter->drawRoundedRect(bar, 3, 3);
    }
    painter->setPen(selected ? t.onAccent : t.text);
    painter->drawText(option.rect.adjusted(0, 0, -8, 0), Qt::AlignRight | Qt::AlignVCenter,
                      index.data(Qt::DisplayRole).toString());
}

void LaneDelegate::paintActivity(QPainter *painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    const Tokens &t = tokens();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QRectF strip = QRectF(option.rect).adjusted(8, 6, -84, -6);
    if (strip.width() > 20) {
        const auto history = index.data(LanesModel::HistoryRole).value<QVector<bool>>();
        const int samplesPerBlock =
            std::max(1, int(std::ceil(LanesModel::HistoryLength * BlockPx / strip.width())));
        painter->setPen(QPen(t.hairline, 1));
        painter->drawLine(strip.bottomLeft(), strip.bottomRight());
        for (const LaneSpan &span : layoutLane(history, strip.width(), BlockPx, samplesPerBlock)) {
            const double height = std::max(2.0, strip.height() * span.share);
            painter->fillRect(
                QRectF(strip.left() + span.left, strip.bottom() - height, span.width - 1, height),
                selected ? t.onAccent : t.accent);
        }
    }
    painter->setPen(selected ? t.onAccent : t.dim);
    painter->drawText(option.rect.adjusted(0, 0, -8, 0), Qt::AlignRight | Qt::AlignVCenter,
                      index.data(Qt::DisplayRole).toString());
}

} // namespace vitrine::ui
