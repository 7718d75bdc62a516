#pragma once

#include <QStyledItemDelegate>

namespace vitrine::ui {

/// Paints what a lane's columns say better as a picture: a sign for the state, a bar for the time, a strip
/// for the last minute. The words stay in the model for those who cannot see them.
class LaneDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintState(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintElapsed(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintActivity(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
};

} // namespace vitrine::ui
