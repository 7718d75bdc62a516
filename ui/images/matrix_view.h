#pragma once

#include "ui/images/variant_matrix_model.h"

#include <QSortFilterProxyModel>
#include <QTableView>

namespace vitrine::ui {

/// Sorts the matrix by numbers, unknown ones last, and hides unflagged rows on request. 48 rows: a proxy is
/// fine.
class MatrixOrder final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setFlaggedOnly(bool flaggedOnly);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool m_flaggedOnly = false;
};

/// The matrix as a table: click shows a variant as B, Shift+click (or Shift+Enter) as A. GUI thread.
class MatrixView final : public QTableView
{
    Q_OBJECT
public:
    MatrixView(VariantMatrixModel &matrix, QWidget *parent = nullptr);

    MatrixOrder &order() { return *m_order; }
    VariantId currentVariant() const;
    void setCurrentVariant(const VariantId &id);
    /// What can be seen now, from the top: to be rendered first.
    QList<VariantId> visibleVariants() const;
    void setSides(const VariantId &a, const VariantId &b);
    void fitColumns();

signals:
    void pickedA(const vitrine::ui::VariantId &id);
    void pickedB(const vitrine::ui::VariantId &id);
    void scrolled();

protected:
    void mousePressEvent(QMouseEvent *) override;
    void keyPressEvent(QKeyEvent *) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void changeEvent(QEvent *) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    VariantMatrixModel &m_matrix;
    MatrixOrder *m_order;
    class MatrixDelegate *m_delegate;
};

} // namespace vitrine::ui
