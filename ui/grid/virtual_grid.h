#pragma once

#include "ui/grid/thumbnail_cache.h"

#include <QAbstractItemView>
#include <QPointer>

class QHeaderView;

namespace vitrine::ui {

class GridHeader;

/// A list of any length (tested to 100 million rows): rows of one height, a scroll bar that counts rows, so
/// that no pixel position ever overflows and opening costs the same whatever the length. Shows a table with
/// columns or tiles of pictures; both share the current row and the selection, which is always of whole rows
/// and kept as ranges. It only ever asks its model for the rows on screen. Has its own accessible table (see
/// grid_accessible.h). Needs GridRole (ui/models/grid_roles.h) of its model. GUI thread.
class VirtualGrid : public QAbstractItemView
{
    Q_OBJECT
public:
    enum class Layout { Table, Tiles };

    explicit VirtualGrid(QWidget *parent = nullptr);
    ~VirtualGrid() override;

    void setModel(QAbstractItemModel *model) override;
    void setThumbnails(ThumbnailCache *thumbnails);
    ThumbnailCache *thumbnails() const { return m_thumbnails; }

    /// The top row stays in sight.
    void setLayout(Layout layout);
    Layout layout() const { return m_layout; }
    void setRowHeight(int px);
    int rowHeight() const { return m_rowHeight; }
    /// Side of a tile's picture; the tile adds its lines of text.
    void setTilePictureSide(int px);
    int tilePictureSide() const { return m_pictureSide; }
    QSize tileSize() const;
    int tilesPerLine() const;
    QHeaderView *header() const;
    /// This column takes the width that the others leave.
    void setStretchColumn(int column);
    /// Shows the rows faded: they are of an earlier question.
    void setFaded(bool faded);
    bool isFaded() const { return m_faded; }

    int rowCount() const;
    int firstVisibleRow() const;
    int lastVisibleRow() const; ///< -1 without rows
    int currentRow() const;
    /// Makes it the only selected row and brings it into sight.
    void goToRow(int row);
    bool isRowSelected(int row) const;
    /// Ranges of selected rows, in order, never expanded.
    QVector<std::pair<int, int>> selectedRanges() const;
    qint64 selectedCount() const;

    QRect visualRect(const QModelIndex &index) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    QModelIndex indexAt(const QPoint &point) const override;
    void reset() override;
    void selectAll() override;
    void keyboardSearch(const QString &) override {} ///< would walk every row

signals:
    void currentRowChanged(int row);
    void selectedRowsChanged();
    void rowActivated(int row); ///< Enter or double click
    void inspectRequested();    ///< Space
    void visibleRowsChanged(int first, int last);

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    int horizontalOffset() const override;
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex &) const override { return false; }
    void setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags flags) override;
    QRegion visualRegionForSelection(const QItemSelection &selection) const override;
    void updateGeometries() override;
    void scrollContentsBy(int dx, int dy) override;
    void dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                     const QList<int> &roles = {}) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    int rowsPerLine() const { return m_layout == Layout::Table ? 1 : tilesPerLine(); }
    int lineHeight() const;
    int lineCount() const;
    int firstLine() const;
    /// Lines that fit completely, at least 1.
    int fullLines() const;
    int rowAtPoint(const QPoint &point) const;
    QRect rowRect(int row) const;
    void placeHeader();
    void setHoveredRow(int row);
    void showScrollHint();
    void announceVisibleRows();
    void move(int row, Qt::KeyboardModifiers modifiers);
    void select(int first, int last, QItemSelectionModel::SelectionFlags flags);
    void paintTableRow(QPainter &painter, int row, const QRect &rect);
    void paintTile(QPainter &painter, int row, const QRect &rect);
    void paintRowBackground(QPainter &painter, int row, const QRect &rect, qreal radius) const;

    GridHeader *m_header;
    QPointer<ThumbnailCache> m_thumbnails;
    Layout m_layout = Layout::Table;
    int m_rowHeight = 44;
    int m_pictureSide = 168;
    int m_stretchColumn = -1;
    bool m_faded = false;
    int m_anchorRow = -1; ///< where a range selection began
    int m_hoveredRow = -1;
    int m_subLinePx = 0; ///< how far the first line is scrolled out, for wheels and pads that count pixels
    int m_wheelRest = 0;
    std::pair<int, int> m_announced{-1, -1};
};

} // namespace vitrine::ui
