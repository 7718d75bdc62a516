#pragma once

#include <QStyledItemDelegate>

namespace vitrine::ui {

/// A row of a CompletenessModel: a place with its bar and figures, or an attribute that it lacks.
class CompletenessDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace vitrine::ui
