#pragma once

#include <QStyledItemDelegate>

class QLineEdit;

namespace vitrine::ui {

/// A checkable row of a facet: box, label, and its count at the far side.
class FacetDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    /// `countRole` gives the number of the row.
    FacetDelegate(int countRole, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// The whole row toggles, not only its box.
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;

private:
    int m_countRole;
};

/// Makes the field that narrows such a view.
void makeFacetSearch(QLineEdit *field, const QString &placeholder, const QString &accessibleName);
/// Makes a view of checkable rows with counts, without a frame, in the panel's colours.
void makeFacetView(QAbstractItemView *view, const QString &accessibleName, int countRole);

} // namespace vitrine::ui
