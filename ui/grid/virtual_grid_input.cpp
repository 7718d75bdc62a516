#include "ui/grid/virtual_grid.h"

#include "ui/models/grid_roles.h"

#include <QCursor>
#include <QHelpEvent>
#include <QItemSelection>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>

namespace vitrine::ui {

void VirtualGrid::select(int first, int last, QItemSelectionModel::SelectionFlags flags)
{
    const QItemSelection rows(model()->index(std::min(first, last), 0),
                              model()->index(std::max(first, last), model()->columnCount() - 1));
    selectionModel()->select(rows, flags);
}

void VirtualGrid::goToRow(int row)
{
    move(row, Qt::NoModifier);
    scrollTo(currentIndex(), EnsureVisible);
}

void VirtualGrid::selectAll()
{
    if (rowCount() > 0)
        select(0, rowCount() - 1, QItemSelectionModel::ClearAndSelect);
}

/// Plain: only this row. Shift: from where the selection began. Ctrl: only the focus moves.
void VirtualGrid::move(int row, Qt::KeyboardModifiers modifiers)
{
    if (rowCount() == 0)
        return;
    row = std::clamp(row, 0, rowCount() - 1);
    const int column = std::max(0, currentIndex().column());
    const bool extend = modifiers & Qt::ShiftModifier;
    if (!extend || m_anchorRow < 0)
        m_anchorRow = extend && currentRow() >= 0 ? currentRow() : row;
    if (extend)
        select(m_anchorRow, row, QItemSelectionModel::ClearAndSelect);
    else if (!(modifiers & Qt::ControlModifier))
        select(row, row, QItemSelectionModel::ClearAndSelect);
    selectionModel()->setCurrentIndex(model()->index(row, column), QItemSelectionModel::NoUpdate);
}

QModelIndex VirtualGrid::moveCursor(CursorAction action, Qt::KeyboardModifiers)
{
    const int last = rowCount() - 1;
    if (last < 0)
        return {};
    const bool tiles = m_layout == Layout::Tiles;
    const int perLine = rowsPerLine();
    const qint64 row = std::max(0, currentRow());
    const int column = std::max(0, currentIndex().column());
    qint64 to = row;
    switch (action) {
    case MoveUp:
        to = row - perLine;
        break;
    case MoveDown:
        to = row + perLine;
        break;
    case MoveLeft:
        to = tiles ? row - 1 : row;
        break;
    case MoveRight:
        to = tiles ? row + 1 : row;
        break;
    case MovePrevious:
        to = row - 1;
        break;
    case MoveNext:
        to = row + 1;
        break;
    case MovePageUp:
        to = row - qint64(fullLines()) * perLine;
        break;
    case MovePageDown:
        to = row + qint64(fullLines()) * perLine;
        break;
    case MoveHome:
        to = 0;
        break;
    case MoveEnd:
        to = last;
        break;
    }
    // A line up from the first line (or down from the last) stays, instead of jumping to its end.
    if ((action == MoveUp || action == MoveDown) && (to < 0 || to > last))
        to = row;
    return model()->index(int(std::clamp<qint64>(to, 0, last)), column);
}

void VirtualGrid::keyPressEvent(QKeyEvent *event)
{
    const auto modifiers = event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier);
    const auto go = [&](CursorAction action) {
        const QModelIndex to = currentRow() < 0 ? model()->index(action == MoveEnd ? rowCount() - 1 : 0, 0)
                                                : moveCursor(action, modifiers);
        if (to.isValid())
            move(to.row(), modifiers);
        event->accept();
    };
    if (!model() || (event->modifiers() & Qt::AltModifier))
        return event->ignore();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();

    const bool rightToLeft = isRightToLeft();
    switch (event->key()) {
    case Qt::Key_Up:
        return go(MoveUp);
    case Qt::Key_Down:
        return go(MoveDown);
    case Qt::Key_PageUp:
        return go(MovePageUp);
    case Qt::Key_PageDown:
        return go(MovePageDown);
    case Qt::Key_Home:
        return go(MoveHome);
    case Qt::Key_End:
        return go(MoveEnd);
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (m_layout == Layout::Tiles)
            return go((event->key() == Qt::Key_Left) != rightToLeft ? MoveLeft : MoveRight);
        return horizontalScrollBar()->triggerAction((event->key() == Qt::Key_Left) != rightToLeft
                                                        ? QAbstractSlider::SliderSingleStepSub
                                                        : QAbstractSlider::SliderSingleStepAdd);
    case Qt::Key_Space:
        if (modifiers & Qt::ControlModifier) {
            if (currentRow() >= 0)
                select(currentRow(), currentRow(), QItemSelectionModel::Toggle);
            return;
        }
        return emit inspectRequested();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (currentRow() >= 0)
            emit rowActivated(currentRow());
        return;
    default:
        return event->ignore();
    }
}

void VirtualGrid::setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags flags)
{
    const int first = rowAtPoint(rect.topLeft());
    const int last = rowAtPoint(rect.bottomRight());
    if (first >= 0 && last >= 0)
        select(first, last, flags);
}

void VirtualGrid::mousePressEvent(QMouseEvent *event)
{
    const int row = rowAtPoint(event->position().toPoint());
    if (row < 0 || (event->button() == Qt::RightButton && isRowSelected(row)))
        return;
    if ((event->modifiers() & Qt::ControlModifier) && event->button() == Qt::LeftButton) {
        m_anchorRow = row;
        select(row, row, QItemSelectionModel::Toggle);
        selectionModel()->setCurrentIndex(model()->index(row, 0), QItemSelectionModel::NoUpdate);
    } else {
        move(row, event->modifiers() & Qt::ShiftModifier);
    }
}

void VirtualGrid::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint point = event->position().toPoint();
    setHoveredRow(rowAtPoint(point));
    if (!(event->buttons() & Qt::LeftButton) || m_anchorRow < 0)
        return;
    // Dragging past an edge walks on, a line a move.
    int row = rowAtPoint({std::clamp(point.x(), 0, viewport()->width() - 1),
                          std::clamp(point.y(), 0, viewport()->height() - 1)});
    if (point.y() < 0)
        row = firstVisibleRow() - 1;
    else if (point.y() > viewport()->height())
        row = lastVisibleRow() + 1;
    if (row >= 0 && row != currentRow())
        move(row, Qt::ShiftModifier);
}

void VirtualGrid::mouseReleaseEvent(QMouseEvent *) {}

void VirtualGrid::mouseDoubleClickEvent(QMouseEvent *event)
{
    const int row = rowAtPoint(event->position().toPoint());
    if (row >= 0 && event->button() == Qt::LeftButton)
        emit rowActivated(row);
}

void VirtualGrid::wheelEvent(QWheelEvent *event)
{
    const QPoint pixels = event->pixelDelta();
    if (event->modifiers() & Qt::ShiftModifier || std::abs(pixels.x()) > std::abs(pixels.y()))
        return QAbstractItemView::wheelEvent(event);
    QScrollBar *bar = verticalScrollBar();
    event->accept();
    if (pixels.y() == 0) {
        m_wheelRest += event->angleDelta().y();
        // A notch moves three rows of a table, one line of tiles; what a fine wheel leaves is kept.
        const int step = 120 / (m_layout == Layout::Table ? 3 : 1);
        bar->setValue(bar->value() - m_wheelRest / step);
        m_wheelRest %= step;
        return;
    }
    const int height = lineHeight();
    const qint64 moved = qint64(m_subLinePx) - pixels.y();
    const qint64 lines = moved >= 0 ? moved / height : -((-moved + height - 1) / height);
    int rest = int(moved - lines * height);
    const qint64 target = bar->value() + lines;
    if (target < 0 || target >= bar->maximum())
        rest = 0;
    bar->setValue(int(std::clamp<qint64>(target, 0, bar->maximum())));
    m_subLinePx = rest; // after setValue, which begins a line anew
    viewport()->update();
    announceVisibleRows();
}

void VirtualGrid::setHoveredRow(int row)
{
    if (m_hoveredRow == row)
        return;
    m_hoveredRow = row;
    viewport()->update();
}

bool VirtualGrid::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave)
        setHoveredRow(-1);
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QModelIndex index = indexAt(help->pos());
        const QString text = m_layout == Layout::Tiles ? index.data(TitleRole).toString()
                                                       : index.data(Qt::ToolTipRole).toString();
        QToolTip::showText(help->globalPos(), text, viewport(), visualRect(index));
        return true;
    }
    return QAbstractItemView::viewportEvent(event);
}

void VirtualGrid::showScrollHint()
{
    // One pixel of the bar may be 100 000 rows: say where the thumb is.
    const int row = std::min(verticalScrollBar()->sliderPosition() * rowsPerLine(), rowCount() - 1);
    if (row < 0)
        return;
    const QString place = tr("Row %1 of %2").arg(QLocale().toString(row + 1), QLocale().toString(rowCount()));
    const QString label = model()->index(row, 0).data(RowLabelRole).toString();
    QToolTip::showText(QCursor::pos() + QPoint(-180, -12), label.isEmpty() ? place : label + u'\n' + place,
                       verticalScrollBar());
}

void VirtualGrid::focusInEvent(QFocusEvent *event)
{
    QAbstractItemView::focusInEvent(event);
    viewport()->update();
}

void VirtualGrid::focusOutEvent(QFocusEvent *event)
{
    QAbstractItemView::focusOutEvent(event);
    viewport()->update();
}

} // namespace vitrine::ui
