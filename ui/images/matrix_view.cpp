#include "ui/images/matrix_view.h"

#include "ui/images/format_header.h"
#include "ui/images/matrix_delegate.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>

namespace vitrine::ui {

void MatrixOrder::setFlaggedOnly(bool flaggedOnly)
{
    m_flaggedOnly = flaggedOnly;
    invalidateFilter();
}

bool MatrixOrder::filterAcceptsRow(int row, const QModelIndex &) const
{
    return !m_flaggedOnly || sourceModel()->index(row, 0).data(VariantMatrixModel::FlaggedRole).toBool();
}

bool MatrixOrder::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = left.data(VariantMatrixModel::SortRole);
    const QVariant b = right.data(VariantMatrixModel::SortRole);
    if (!a.isValid() || !b.isValid())
        return a.isValid() != (sortOrder() == Qt::DescendingOrder) && a.isValid() != b.isValid();
    return a.toDouble() < b.toDouble();
}

MatrixView::MatrixView(VariantMatrixModel &matrix, QWidget *parent)
    : QTableView(parent),
      m_matrix(matrix),
      m_order(new MatrixOrder(this)),
      m_delegate(new MatrixDelegate(matrix, this))
{
    setObjectName(QStringLiteral("variantMatrix"));
    setAccessibleName(tr("Variants of the picture, by preset and format"));
    m_order->setSourceModel(&matrix);
    setHorizontalHeader(new FormatHeader(matrix, this));
    setModel(m_order);
    setItemDelegate(m_delegate);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setSortingEnabled(true);
    horizontalHeader()->setSortIndicatorClearable(true);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    horizontalHeader()->setHighlightSections(false);
    setCornerButtonEnabled(false);
    fitColumns();
}

VariantId MatrixView::currentVariant() const
{
    return currentIndex().data(VariantMatrixModel::VariantRole).value<VariantId>();
}

void MatrixView::setCurrentVariant(const VariantId &id)
{
    const int column = m_matrix.firstColumn(id.format);
    if (!id.isValid() || column < 0)
        return;
    setCurrentIndex(m_order->mapFromSource(m_matrix.index(id.preset, column + VariantMatrixModel::Bytes)));
}

QList<VariantId> MatrixView::visibleVariants() const
{
    QList<VariantId> seen;
    const VariantId current = currentVariant();
    if (current.isValid())
        seen += current;
    const int first = rowAt(0);
    if (first < 0)
        return seen;
    const int bottom = rowAt(viewport()->height() - 1);
    const int last = bottom < 0 ? m_order->rowCount() - 1 : bottom;
    for (int row = first; row <= last; ++row)
        for (const images::Format format : m_matrix.formats()) {
            const VariantId id{m_order->mapToSource(m_order->index(row, 0)).row(), format};
            if (id != current)
                seen += id;
        }
    return seen;
}

void MatrixView::setSides(const VariantId &a, const VariantId &b)
{
    m_delegate->setSides(a, b);
    viewport()->update();
}

void MatrixView::fitColumns()
{
    const QFontMetrics metrics(font());
    const int pad = 14; // both formats shown at first fit beside the comparison in a 1440 px window
    verticalHeader()->setDefaultSectionSize(std::max(24, metrics.height() + 8));
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    int boxes = metrics.horizontalAdvance(QStringLiteral("2000 inside"));
    for (int row = 0; row < m_matrix.rowCount(); ++row)
        boxes = std::max(boxes, metrics.horizontalAdvance(m_matrix.index(row, 0).data().toString()));
    setColumnWidth(0, boxes + pad - 8);
    const std::array<int, VariantMatrixModel::MetricCount> widths{
        metrics.horizontalAdvance(QStringLiteral("888.8 kB")) + pad,
        metrics.horizontalAdvance(QStringLiteral("0.888")) + pad + 24,
        metrics.horizontalAdvance(QStringLiteral("888 ms")) + pad + 4, // digits differ in width
        metrics.horizontalAdvance(QStringLiteral("2000×2000")) + pad};
    for (int column = 1; column < m_matrix.columnCount(); ++column)
        setColumnWidth(column, widths[VariantMatrixModel::metricOf(column)]);
}

void MatrixView::mousePressEvent(QMouseEvent *event)
{
    const VariantId id = indexAt(event->pos()).data(VariantMatrixModel::VariantRole).value<VariantId>();
    if (event->button() == Qt::LeftButton && event->modifiers() == Qt::ShiftModifier) {
        if (id.isValid())
            emit pickedA(id);
        return;
    }
    QTableView::mousePressEvent(event);
}

void MatrixView::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && currentVariant().isValid()) {
        if (event->modifiers().testFlag(Qt::ShiftModifier))
            emit pickedA(currentVariant());
        else
            emit pickedB(currentVariant());
        return;
    }
    // Letters and digits belong to the comparison, not to a search by typing in a table of numbers.
    const bool typed = !event->text().isEmpty() && event->text().at(0).isPrint();
    if (typed && !event->modifiers().testFlag(Qt::ControlModifier))
        event->ignore();
    else
        QTableView::keyPressEvent(event);
}

void MatrixView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    const VariantId id = current.data(VariantMatrixModel::VariantRole).value<VariantId>();
    if (id.isValid())
        emit pickedB(id);
}

void MatrixView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitColumns();
}

void MatrixView::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    if (dy != 0)
        emit scrolled();
}

} // namespace vitrine::ui
