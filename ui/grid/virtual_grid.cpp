#include "ui/grid/virtual_grid.h"

#include "ui/grid/grid_accessible.h"
#include "ui/grid/grid_delegate.h"
#include "ui/grid/grid_header.h"
#include "ui/grid/thumbnail_cache.h"

#include <QAccessible>
#include <QEvent>
#include <QItemSelection>
#include <QScrollBar>

#include <algorithm>

namespace vitrine::ui {

VirtualGrid::VirtualGrid(QWidget *parent) : QAbstractItemView(parent), m_header(new GridHeader(this))
{
    installGridAccessibility();
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers);
    setFrameShape(NoFrame);
    setItemDelegate(new GridDelegate(this));
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setAttribute(Qt::WA_InputMethodEnabled, false);
    horizontalScrollBar()->setSingleStep(24);
    connect(m_header, &QHeaderView::sectionResized, this, [this] { scheduleDelayedItemsLayout(); });
    connect(m_header, &QHeaderView::sectionMoved, viewport(), qOverload<>(&QWidget::update));
    connect(verticalScrollBar(), &QScrollBar::sliderMoved, this, &VirtualGrid::showScrollHint);
}

VirtualGrid::~VirtualGrid() = default;

void VirtualGrid::setModel(QAbstractItemModel *model)
{
    m_header->setModel(model);
    QAbstractItemView::setModel(model);
    reset();
}

void VirtualGrid::setThumbnails(ThumbnailCache *thumbnails)
{
    m_thumbnails = thumbnails;
    // One repaint for all that arrive in one turn of the event loop.
    connect(thumbnails, &ThumbnailCache::ready, viewport(), qOverload<>(&QWidget::update));
    viewport()->update();
}

QHeaderView *VirtualGrid::header() const
{
    return m_header;
}

void VirtualGrid::setStretchColumn(int column)
{
    m_stretchColumn = column;
    m_header->setSectionResizeMode(column, QHeaderView::Stretch);
}

void VirtualGrid::setFaded(bool faded)
{
    if (m_faded == faded)
        return;
    m_faded = faded;
    viewport()->update();
}

void VirtualGrid::setLayout(Layout layout)
{
    if (m_layout == layout)
        return;
    const int top = firstVisibleRow();
    m_layout = layout;
    m_subLinePx = 0;
    updateGeometries();
    if (top >= 0)
        verticalScrollBar()->setValue(top / rowsPerLine());
    if (currentRow() >= 0)
        scrollTo(currentIndex());
    viewport()->update();
    announceVisibleRows();
}

void VirtualGrid::setRowHeight(int px)
{
    m_rowHeight = std::max(px, 18);
    m_subLinePx = 0;
    updateGeometries();
    viewport()->update();
    announceVisibleRows();
}

void VirtualGrid::setTilePictureSide(int px)
{
    m_pictureSide = std::max(px, 48);
    m_subLinePx = 0;
    updateGeometries();
    viewport()->update();
    announceVisibleRows();
}

int VirtualGrid::rowCount() const
{
    return model() ? model()->rowCount() : 0;
}

QSize VirtualGrid::tileSize() const
{
    return GridDelegate::tileSize(m_pictureSide, fontMetrics());
}

int VirtualGrid::tilesPerLine() const
{
    return std::max(1, (viewport()->width() - 2 * GridDelegate::TileGap) / tileSize().width());
}

int VirtualGrid::lineHeight() const
{
    return m_layout == Layout::Table ? m_rowHeight : tileSize().height();
}

int VirtualGrid::lineCount() const
{
    const int perLine = rowsPerLine();
    return int((qint64(rowCount()) + perLine - 1) / perLine);
}

int VirtualGrid::firstLine() const
{
    return verticalScrollBar()->value();
}

int VirtualGrid::fullLines() const
{
    return std::max(1, viewport()->height() / lineHeight());
}

int VirtualGrid::firstVisibleRow() const
{
    return rowCount() == 0 ? -1 : std::min(firstLine() * rowsPerLine(), rowCount() - 1);
}

int VirtualGrid::lastVisibleRow() const
{
    const int lines = (viewport()->height() + m_subLinePx + lineHeight() - 1) / lineHeight();
    const qint64 last = qint64(firstLine() + lines) * rowsPerLine() - 1;
    return int(std::min<qint64>(last, rowCount() - 1));
}

QRect VirtualGrid::rowRect(int row) const
{
    const int perLine = rowsPerLine();
    // Far rows would overflow a pixel position: they are only ever "somewhere outside".
    const int line = std::clamp(row / perLine - firstLine(), -1'000, 1'000);
    const int top = line * lineHeight() - m_subLinePx;
    if (m_layout == Layout::Table)
        return {-horizontalOffset(), top, std::max(m_header->length(), viewport()->width()), m_rowHeight};
    const QSize tile = tileSize();
    // What is left at the side widens every tile, so that the tiles always fill the width.
    const int width = (viewport()->width() - 2 * GridDelegate::TileGap) / perLine;
    return {GridDelegate::TileGap + (row % perLine) * width, top, width, tile.height()};
}

QRect VirtualGrid::visualRect(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const QRect rect = rowRect(index.row());
    if (m_layout == Layout::Tiles)
        return rect;
    return {m_header->sectionViewportPosition(index.column()), rect.top(),
            m_header->sectionSize(index.column()), rect.height()};
}

int VirtualGrid::rowAtPoint(const QPoint &point) const
{
    const int line = firstLine() + (point.y() + m_subLinePx) / lineHeight();
    int row = line;
    if (m_layout == Layout::Tiles) {
        const int perLine = tilesPerLine();
        const int width = (viewport()->width() - 2 * GridDelegate::TileGap) / perLine;
        const int x = point.x() - GridDelegate::TileGap;
        if (x < 0 || x / width >= perLine)
            return -1;
        row = line * perLine + x / width;
    }
    return point.y() >= 0 && row < rowCount() ? row : -1;
}

QModelIndex VirtualGrid::indexAt(const QPoint &point) const
{
    const int row = rowAtPoint(point);
    if (row < 0)
        return {};
    const int column = m_layout == Layout::Tiles ? 0 : m_header->logicalIndexAt(point.x());
    return column < 0 ? QModelIndex() : model()->index(row, column);
}

void VirtualGrid::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    if (!index.isValid())
        return;
    const int line = index.row() / rowsPerLine();
    const int first = firstLine() + (m_subLinePx > 0 ? 1 : 0);
    int top = firstLine();
    if (hint == PositionAtTop || (hint == EnsureVisible && line < first))
        top = line;
    else if (hint == PositionAtBottom || (hint == EnsureVisible && line >= first + fullLines()))
        top = line - fullLines() + 1;
    else if (hint == PositionAtCenter)
        top = line - fullLines() / 2;
    else
        return;
    m_subLinePx = 0;
    verticalScrollBar()->setValue(top);
    viewport()->update();
}

void VirtualGrid::reset()
{
    m_anchorRow = -1;
    m_hoveredRow = -1;
    m_subLinePx = 0;
    m_announced = {-1, -1};
    QAbstractItemView::reset();
    verticalScrollBar()->setValue(0);
    updateGeometries();
    announceVisibleRows();
}

int VirtualGrid::horizontalOffset() const
{
    return m_layout == Layout::Table ? horizontalScrollBar()->value() : 0;
}

int VirtualGrid::verticalOffset() const
{
    return firstLine();
}

void VirtualGrid::placeHeader()
{
    const bool shown = m_layout == Layout::Table;
    const int height = shown ? m_header->sizeHint().height() : 0;
    if (viewportMargins().top() != height)
        setViewportMargins(0, height, 0, 0);
    const QRect area = viewport()->geometry();
    m_header->setGeometry(area.left(), area.top() - height, area.width(), height);
    m_header->setVisible(shown);
}

void VirtualGrid::updateGeometries()
{
    placeHeader();
    QScrollBar *vertical = verticalScrollBar();
    vertical->setPageStep(fullLines());
    vertical->setSingleStep(1);
    vertical->setRange(0, std::max(0, lineCount() - fullLines()));
    QScrollBar *horizontal = horizontalScrollBar();
    horizontal->setPageStep(viewport()->width());
    horizontal->setRange(0, m_layout == Layout::Table ? std::max(0, m_header->length() - viewport()->width())
                                                      : 0);
    m_header->setOffset(horizontalOffset());
    QAbstractItemView::updateGeometries();
}

void VirtualGrid::scrollContentsBy(int dx, int dy)
{
    if (dx != 0)
        m_header->setOffset(horizontalOffset());
    if (dy != 0)
        m_subLinePx = 0;
    viewport()->update();
    announceVisibleRows();
}

void VirtualGrid::announceVisibleRows()
{
    const std::pair now{firstVisibleRow(), lastVisibleRow()};
    if (now == m_announced)
        return;
    m_announced = now;
    emit visibleRowsChanged(now.first, now.second);
}

void VirtualGrid::dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight, const QList<int> &)
{
    // The base class would notify assistive technology of every index; only what is on screen has changed for
    // anyone.
    if (bottomRight.row() >= firstVisibleRow() && topLeft.row() <= lastVisibleRow())
        viewport()->update();
}

void VirtualGrid::resizeEvent(QResizeEvent *event)
{
    const int top = firstVisibleRow();
    QAbstractItemView::resizeEvent(event);
    updateGeometries();
    if (m_layout == Layout::Tiles && top >= 0)
        verticalScrollBar()->setValue(top / tilesPerLine());
    announceVisibleRows();
}

void VirtualGrid::changeEvent(QEvent *event)
{
    QAbstractItemView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange) {
        updateGeometries();
        viewport()->update();
    }
}

int VirtualGrid::currentRow() const
{
    return currentIndex().isValid() ? currentIndex().row() : -1;
}

bool VirtualGrid::isRowSelected(int row) const
{
    const QItemSelection selection = selectionModel()->selection();
    return std::any_of(selection.begin(), selection.end(),
                       [row](const auto &range) { return row >= range.top() && row <= range.bottom(); });
}

QVector<std::pair<int, int>> VirtualGrid::selectedRanges() const
{
    QVector<std::pair<int, int>> ranges;
    const QItemSelection selection = selectionModel()->selection();
    for (const auto &range : selection)
        ranges.append({range.top(), range.bottom()});
    std::sort(ranges.begin(), ranges.end());
    return ranges;
}

qint64 VirtualGrid::selectedCount() const
{
    qint64 count = 0;
    const auto ranges = selectedRanges();
    for (const auto &[first, last] : ranges)
        count += qint64(last) - first + 1;
    return count;
}

void VirtualGrid::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    if (current.row() == previous.row() && current.isValid() == previous.isValid())
        return;
    if (current.isValid())
        scrollTo(current);
    viewport()->update();
    emit currentRowChanged(currentRow());
    if (QAccessible::isActive() && current.isValid())
        announceGridFocus(this, current);
}

void VirtualGrid::selectionChanged(const QItemSelection &, const QItemSelection &)
{
    viewport()->update();
    emit selectedRowsChanged();
}

QRegion VirtualGrid::visualRegionForSelection(const QItemSelection &) const
{
    return viewport()->rect();
}

} // namespace vitrine::ui
