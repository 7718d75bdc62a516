#include "ui/grid/virtual_grid.h"

#include "ui/grid/grid_delegate.h"
#include "ui/grid/grid_header.h"
#include "ui/grid/thumbnail_cache.h"
#include "ui/style/theme.h"

#include <QPaintEvent>
#include <QPainter>

namespace vitrine::ui {

void VirtualGrid::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), tokens().surface);
    if (!model() || rowCount() == 0)
        return;
    if (m_thumbnails)
        m_thumbnails->beginFrame();
    const int last = lastVisibleRow();
    for (int row = firstVisibleRow(); row <= last; ++row) {
        if (m_layout == Layout::Table)
            paintTableRow(painter, row, rowRect(row));
        else
            paintTile(painter, row, rowRect(row));
    }
    if (m_thumbnails)
        m_thumbnails->endFrame();
}

void VirtualGrid::paintRowBackground(QPainter &painter, int row, const QRect &rect, qreal radius) const
{
    const Tokens &colors = tokens();
    const bool selected = isRowSelected(row);
    QColor fill = selected ? colors.accent : colors.text;
    fill.setAlphaF(selected ? (row == m_hoveredRow ? 0.22f : 0.16f) : (row == m_hoveredRow ? 0.05f : 0.0f));
    painter.setRenderHint(QPainter::Antialiasing, radius > 0);
    if (fill.alpha() > 0) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRoundedRect(rect, radius, radius);
    }
    if (row == currentRow() && hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colors.accent, 2));
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void VirtualGrid::paintTableRow(QPainter &painter, int row, const QRect &rect)
{
    const QRect visible(0, rect.top(), viewport()->width(), rect.height());
    painter.fillRect(visible.left(), visible.bottom(), visible.width(), 1, tokens().hairline);
    paintRowBackground(painter, row, visible.adjusted(0, 0, 0, -1), 0);

    QStyleOptionViewItem option;
    initViewItemOption(&option);
    option.state.setFlag(QStyle::State_Selected, isRowSelected(row));
    option.state.setFlag(QStyle::State_Active, !m_faded);
    option.decorationPosition = QStyleOptionViewItem::Left;
    const QAbstractItemDelegate *painting = itemDelegate();
    for (int visual = 0; visual < m_header->count(); ++visual) {
        const int column = m_header->logicalIndex(visual);
        const int left = m_header->sectionViewportPosition(column);
        const int width = m_header->sectionSize(column);
        if (m_header->isSectionHidden(column) || left + width <= 0 || left >= viewport()->width())
            continue;
        option.rect = QRect(left, rect.top(), width, rect.height() - 1);
        painting->paint(&painter, option, model()->index(row, column));
    }
}

void VirtualGrid::paintTile(QPainter &painter, int row, const QRect &rect)
{
    constexpr int Half = GridDelegate::TileGap / 2;
    const QRect tile = rect.adjusted(Half, Half, -Half, -Half);
    paintRowBackground(painter, row, tile, 8);
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    option.state.setFlag(QStyle::State_Selected, isRowSelected(row));
    option.state.setFlag(QStyle::State_Active, !m_faded);
    option.decorationPosition = QStyleOptionViewItem::Top;
    option.decorationSize = QSize(m_pictureSide, m_pictureSide);
    option.rect = tile;
    itemDelegate()->paint(&painter, option, model()->index(row, 0));
}

} // namespace vitrine::ui
