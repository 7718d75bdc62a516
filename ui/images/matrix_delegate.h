#pragma once

#include "ui/images/variant_matrix_model.h"

#include <QStyledItemDelegate>

class QTableView;

namespace vitrine::ui {

/// Paints the cells of the matrix: heat and bars by score, a flag on what is odd, the reason across a failed
/// group, and which groups are A and B of the comparison.
class MatrixDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    MatrixDelegate(const VariantMatrixModel &matrix, QTableView *view);

    void setSides(const VariantId &a, const VariantId &b);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    QRect groupRect(const QModelIndex &index, const VariantId &id, const QRect &cell) const;
    void paintFailure(QPainter *painter, const QRect &group, const QString &reason) const;
    void paintScore(QPainter *painter, const QRect &rect, const VariantId &id) const;

    const VariantMatrixModel &m_matrix;
    QTableView *m_view;
    VariantId m_a;
    VariantId m_b;
};

} // namespace vitrine::ui
