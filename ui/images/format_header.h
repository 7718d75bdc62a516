#pragma once

#include "ui/images/variant_matrix_model.h"

#include <QHeaderView>

namespace vitrine::ui {

/// The header of the matrix: over the names of the columns a band with the format that they belong to.
class FormatHeader final : public QHeaderView
{
    Q_OBJECT
public:
    explicit FormatHeader(const VariantMatrixModel &matrix, QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const override;

private:
    int bandHeight() const;

    const VariantMatrixModel &m_matrix;
};

} // namespace vitrine::ui
