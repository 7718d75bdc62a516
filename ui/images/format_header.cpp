#include "ui/images/format_header.h"

#include "ui/style/theme.h"

#include <QPainter>

namespace vitrine::ui {

FormatHeader::FormatHeader(const VariantMatrixModel &matrix, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent), m_matrix(matrix)
{
    setSectionsClickable(true);
    setSectionsMovable(false);
    setDefaultAlignment(Qt::AlignCenter);
    setAccessibleName(tr("Columns of the matrix"));
}

int FormatHeader::bandHeight() const
{
    return fontMetrics().height() + 6;
}

QSize FormatHeader::sizeHint() const
{
    const QSize size = QHeaderView::sizeHint();
    return {size.width(), size.height() + bandHeight()};
}

void FormatHeader::paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const
{
    const int band = bandHeight();
    painter->save();
    QHeaderView::paintSection(painter, rect.adjusted(0, band, 0, 0), logicalIndex);
    painter->restore();

    const QRect top(rect.left(), rect.top(), rect.width(), band);
    painter->fillRect(top, tokens().surface);
    const VariantId id = m_matrix.variantAt(0, logicalIndex);
    if (!id.isValid())
        return;
    // Each section paints its part of the group's band, so that the title spans without a span.
    const int first = m_matrix.firstColumn(id.format);
    const int left = sectionViewportPosition(first);
    const int last = first + VariantMatrixModel::MetricCount - 1;
    const QRect group(left, rect.top(), sectionViewportPosition(last) + sectionSize(last) - left, band);
    painter->save();
    painter->setClipRect(top, Qt::IntersectClip);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter->setFont(bold);
    painter->setPen(tokens().text);
    painter->drawText(group, Qt::AlignCenter, formatTitle(id.format));
    painter->restore();
}

} // namespace vitrine::ui
