#include "ui/grid/grid_accessible.h"

#include "ui/grid/virtual_grid.h"
#include "ui/models/grid_roles.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>
#include <QHeaderView>
#include <QPointer>

#include <climits>

namespace vitrine::ui {

namespace {

QString cellName(const QModelIndex &index)
{
    const QString text = index.data(Qt::AccessibleTextRole).toString();
    return text.isEmpty() ? index.data(Qt::DisplayRole).toString() : text;
}

QString columnName(const VirtualGrid *grid, int column)
{
    const auto *model = grid->model();
    const QString text = model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    return text.isEmpty() ? model->headerData(column, Qt::Horizontal, Qt::AccessibleTextRole).toString()
                          : text;
}

/// One cell. Holds a position, not an index: a reset list simply makes it another cell or an invalid one.
class GridCell final : public QAccessibleInterface, public QAccessibleTableCellInterface
{
public:
    GridCell(VirtualGrid *grid, int row, int column) : m_grid(grid), m_row(row), m_column(column) {}

    bool isValid() const override { return m_grid && m_grid->model() && m_row < m_grid->rowCount(); }
    QObject *object() const override { return nullptr; }
    QAccessible::Role role() const override { return QAccessible::Cell; }
    int childCount() const override { return 0; }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_grid); }
    void setText(QAccessible::Text, const QString &) override {}
    QRect rect() const override
    {
        const QRect local = m_grid->visualRect(index());
        return {m_grid->viewport()->mapToGlobal(local.topLeft()), local.size()};
    }
    QString text(QAccessible::Text text) const override
    {
        if (!isValid())
            return {};
        if (text == QAccessible::Name)
            return cellName(index());
        return text == QAccessible::Description ? columnName(m_grid, m_column) : QString();
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        state.selectable = state.focusable = true;
        state.selected = isSelected();
        state.focused = m_grid->hasFocus() && m_grid->currentRow() == m_row;
        state.busy = index().data(LoadingRole).toBool();
        state.offscreen = m_row < m_grid->firstVisibleRow() || m_row > m_grid->lastVisibleRow();
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface ? static_cast<QAccessibleTableCellInterface *>(this)
                                                       : nullptr;
    }

    bool isSelected() const override { return m_grid->isRowSelected(m_row); }
    QList<QAccessibleInterface *> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface *> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return m_column; }
    int rowIndex() const override { return m_row; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface *table() const override { return parent(); }

private:
    QModelIndex index() const { return m_grid->model()->index(m_row, m_column); }

    QPointer<VirtualGrid> m_grid;
    int m_row, m_column;
};

class GridTable final : public QAccessibleWidget, public QAccessibleTableInterface
{
public:
    explicit GridTable(VirtualGrid *grid) : QAccessibleWidget(grid, QAccessible::Table) {}
    ~GridTable() override { dropCells(); }

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::TableInterface)
            return static_cast<QAccessibleTableInterface *>(this);
        return QAccessibleWidget::interface_cast(type);
    }

    int childCount() const override { return visibleRows() * columnCount(); }
    QAccessibleInterface *child(int index) const override
    {
        const int columns = columnCount();
        if (index < 0 || index >= childCount())
            return nullptr;
        return cellAt(grid()->firstVisibleRow() + index / columns, index % columns);
    }
    int indexOfChild(const QAccessibleInterface *child) const override
    {
        auto *table = const_cast<QAccessibleInterface *>(child)->tableCellInterface();
        if (!table || table->rowIndex() < grid()->firstVisibleRow() ||
            table->rowIndex() > grid()->lastVisibleRow())
            return -1;
        return (table->rowIndex() - grid()->firstVisibleRow()) * columnCount() + table->columnIndex();
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        const QModelIndex index = grid()->indexAt(grid()->viewport()->mapFromGlobal(QPoint(x, y)));
        return index.isValid() ? cellAt(index.row(), index.column()) : nullptr;
    }
    QAccessibleInterface *focusChild() const override
    {
        return grid()->currentRow() < 0 ? nullptr
                                        : cellAt(grid()->currentRow(), grid()->currentIndex().column());
    }

    QAccessibleInterface *caption() const override { return nullptr; }
    QAccessibleInterface *summary() const override { return nullptr; }
    QAccessibleInterface *cellAt(int row, int column) const override
    {
        if (row < 0 || row >= rowCount() || column < 0 || column >= columnCount())
            return nullptr;
        const quint64 key = quint64(row) << 16 | quint64(column);
        if (const auto known = m_cells.constFind(key); known != m_cells.constEnd())
            return QAccessible::accessibleInterface(*known);
        if (m_cells.size() >= MaxCells)
            dropCells();
        auto *cell = new GridCell(grid(), row, column);
        m_cells.insert(key, QAccessible::registerAccessibleInterface(cell));
        return cell;
    }
    int selectedCellCount() const override
    {
        return int(std::min<qint64>(selectedRowCount64() * columnCount(), INT_MAX));
    }
    QList<QAccessibleInterface *> selectedCells() const override { return {}; }
    QString columnDescription(int column) const override { return columnName(grid(), column); }
    QString rowDescription(int row) const override
    {
        return grid()->model()->index(row, 0).data(RowLabelRole).toString();
    }
    int selectedColumnCount() const override { return 0; }
    int selectedRowCount() const override { return int(selectedRowCount64()); }
    int columnCount() const override { return grid()->model() ? grid()->model()->columnCount() : 0; }
    int rowCount() const override { return grid()->rowCount(); }
    QList<int> selectedColumns() const override { return {}; }
    QList<int> selectedRows() const override
    {
        // A reader wants to say them, not to hold a hundred million numbers.
        QList<int> rows;
        const auto ranges = grid()->selectedRanges();
        for (const auto &[first, last] : ranges) {
            for (int row = first; row <= last && rows.size() < MaxListedRows; ++row)
                rows.append(row);
        }
        return rows;
    }
    bool isColumnSelected(int) const override { return false; }
    bool isRowSelected(int row) const override { return grid()->isRowSelected(row); }
    bool selectRow(int row) override
    {
        grid()->goToRow(row);
        return true;
    }
    bool selectColumn(int) override { return false; }
    bool unselectRow(int row) override
    {
        const auto *model = grid()->model();
        grid()->selectionModel()->select({model->index(row, 0), model->index(row, columnCount() - 1)},
                                         QItemSelectionModel::Deselect);
        return true;
    }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent *) override { dropCells(); }

private:
    static constexpr int MaxCells = 4'096;
    static constexpr int MaxListedRows = 1'000;

    VirtualGrid *grid() const { return static_cast<VirtualGrid *>(object()); }
    int visibleRows() const
    {
        return grid()->rowCount() == 0 ? 0 : grid()->lastVisibleRow() - grid()->firstVisibleRow() + 1;
    }
    qint64 selectedRowCount64() const { return std::min<qint64>(grid()->selectedCount(), INT_MAX); }
    void dropCells() const
    {
        for (const QAccessible::Id id : std::as_const(m_cells))
            QAccessible::deleteAccessibleInterface(id);
        m_cells.clear();
    }

    mutable QHash<quint64, QAccessible::Id> m_cells;
};

QAccessibleInterface *makeGridInterface(const QString &, QObject *object)
{
    auto *grid = qobject_cast<VirtualGrid *>(object);
    return grid ? new GridTable(grid) : nullptr;
}

} // namespace

void installGridAccessibility()
{
    QAccessible::installFactory(makeGridInterface); // ignores a factory that it has
}

void announceGridFocus(VirtualGrid *grid, const QModelIndex &index)
{
    QAccessibleInterface *table = QAccessible::queryAccessibleInterface(grid);
    QAccessibleInterface *cell = table && table->tableInterface()
                                     ? table->tableInterface()->cellAt(index.row(), index.column())
                                     : nullptr;
    if (!cell)
        return;
    QAccessibleEvent event(cell, QAccessible::Focus);
    QAccessible::updateAccessibility(&event);
}

} // namespace vitrine::ui
