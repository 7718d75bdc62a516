#pragma once

#include <QStyledItemDelegate>

namespace vitrine::ui {

/// A cell of a FamiliesModel with a bar and its share in words; others as ever.
class ShareDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace vitrine::ui
