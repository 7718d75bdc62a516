#pragma once

#include <QStyledItemDelegate>

namespace vitrine::ui {

/// A fetch as a bar on the time of the whole run. Owned by the table.
class TimelineDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace vitrine::ui
