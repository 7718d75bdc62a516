#pragma once

#include <QStyledItemDelegate>

namespace vitrine::ui {

/// One change in three lines: the field and when, from what to what, by whom and why. Owned by the list.
class HistoryDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace vitrine::ui
