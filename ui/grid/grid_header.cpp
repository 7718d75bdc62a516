#include "ui/grid/grid_header.h"

#include "ui/style/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace vitrine::ui {

namespace {
constexpr int Padding = 10;
constexpr int HeaderHeight = 32;

QFont titleFont(const QFont &base)
{
    QFont font = base;
    font.setWeight(QFont::DemiBold);
    return font;
}
} // namespace

GridHeader::GridHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setSectionsMovable(true);
    setHighlightSections(false);
    setSortIndicatorShown(false);
    setMinimumSectionSize(40);
    setAccessibleName(tr("Columns"));
}

QSize GridHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), HeaderHeight};
}

QSize GridHeader::sectionSizeFromContents(int section) const
{
    const QString title = model()->headerData(section, orientation(), Qt::DisplayRole).toString();
    return {QFontMetrics(titleFont(font())).horizontalAdvance(title) + 2 * Padding + 16, HeaderHeight};
}

void GridHeader::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(viewport());
        painter.fillRect(viewport()->rect(), tokens().surface);
        painter.fillRect(0, viewport()->height() - 1, viewport()->width(), 1, tokens().hairline);
    }
    QHeaderView::paintEvent(event);
}

void GridHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const Tokens &colors = tokens();
    painter->save();
    painter->fillRect(rect, colors.surface);
    painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, colors.hairline);
    // A short divider shows where a column can be dragged wider.
    painter->fillRect(rect.right(), rect.top() + 9, 1, rect.height() - 18, colors.hairline);

    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == section;
    const QString title = model()->headerData(section, orientation(), Qt::DisplayRole).toString();
    const auto alignment =
        Qt::Alignment(model()->headerData(section, orientation(), Qt::TextAlignmentRole).toInt());
    const QFont bold = titleFont(font());
    const QFontMetrics metrics(bold);
    const int arrowWidth = sorted ? 14 : 0;
    const QRect inner = rect.adjusted(Padding, 0, -Padding, -1);
    const QString shown = metrics.elidedText(title, Qt::ElideRight, inner.width() - arrowWidth);
    const int textWidth = metrics.horizontalAdvance(shown);
    const bool atRight = alignment & Qt::AlignRight;
    const int left = atRight ? inner.right() - textWidth + 1 : inner.left();

    painter->setFont(bold);
    painter->setPen(sorted ? colors.text : colors.dim);
    painter->drawText(QRect(left, inner.top(), textWidth + 1, inner.height()), Qt::AlignVCenter, shown);
    if (sorted) {
        const bool down = sortIndicatorOrder() == Qt::DescendingOrder;
        const QPointF tip(atRight ? left - 9 : left + textWidth + 8, inner.center().y() + (down ? 3 : -2));
        QPainterPath arrow(tip);
        const qreal rise = down ? -5 : 5;
        arrow.lineTo(tip + QPointF(-4, rise));
        arrow.lineTo(tip + QPointF(4, rise));
        arrow.closeSubpath();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->fillPath(arrow, colors.accent);
    }
    painter->restore();
}

} // namespace vitrine::ui
