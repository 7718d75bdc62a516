#include "ui/grid/grid_delegate.h"

#include "ui/grid/thumbnail_cache.h"
#include "ui/grid/virtual_grid.h"
#include "ui/models/grid_roles.h"
#include "ui/style/theme.h"

#include <QPainter>
#include <QTextLayout>

namespace vitrine::ui {

namespace {
constexpr int CellPadding = 10;
constexpr int TilePadding = 8;
constexpr qreal FadedOpacity = 0.45;

QFont emphasised(const QFont &base)
{
    QFont font = base;
    font.setWeight(QFont::DemiBold);
    return font;
}

/// Of a text too long for one line: the words that fit the first, and the rest; an empty rest when it is one
/// word.
std::pair<QString, QString> partedInTwo(const QString &text, const QFont &font, int width)
{
    QTextLayout layout(text, font);
    QTextOption words;
    words.setWrapMode(QTextOption::WordWrap);
    layout.setTextOption(words);
    layout.beginLayout();
    QTextLine first = layout.createLine();
    first.setLineWidth(width);
    layout.endLayout();
    // Elision measures a little wider than layout does: what just fits is parted too.
    const qsizetype end = first.textLength() < text.size() ? first.textLength() : text.lastIndexOf(u' ') + 1;
    const QString firstLine = text.left(end).trimmed(); // without the space that hangs over
    if (firstLine.isEmpty() || QFontMetrics(font).horizontalAdvance(firstLine) > width)
        return {text, {}}; // one long word: cutting it in the middle reads worse than leaving out its end
    return {firstLine, text.mid(end)};
}
} // namespace

GridDelegate::GridDelegate(VirtualGrid *grid) : QStyledItemDelegate(grid), m_grid(grid) {}

QSize GridDelegate::tileSize(int pictureSide, const QFontMetrics &metrics)
{
    const int lines = 3 * (metrics.height() + 2);
    return {pictureSide + 2 * TilePadding + TileGap, pictureSide + lines + 3 * TilePadding + TileGap};
}

void GridDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    painter->save();
    if (!option.state.testFlag(QStyle::State_Active))
        painter->setOpacity(FadedOpacity);
    if (option.decorationPosition == QStyleOptionViewItem::Top)
        paintTile(painter, option, index);
    else
        paintCell(painter, option, index);
    painter->restore();
}

void GridDelegate::paintCell(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    const bool loading = index.data(LoadingRole).toBool();
    const QVariant picture = index.data(PictureRole);
    if (picture.isValid() || (loading && index.column() == 0)) {
        const int side = std::min(option.rect.width(), option.rect.height()) - 6;
        QRect square(0, 0, side, side);
        square.moveCenter(option.rect.center());
        return paintPicture(painter, square, picture.toString(), loading);
    }
    const Tokens &colors = tokens();
    const QRect inner = option.rect.adjusted(CellPadding, 0, -CellPadding, 0);
    const auto alignment = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
    painter->setFont(option.font);
    painter->setPen(loading || index.data(MutedRole).toBool() ? colors.dim : colors.text);
    const QString text = index.data(Qt::DisplayRole).toString();
    const int lineHeight = option.fontMetrics.height();
    const QString elided = option.fontMetrics.elidedText(text, Qt::ElideRight, inner.width());
    const bool tooLong = elided != text;
    if (tooLong && alignment.testFlag(Qt::AlignLeft) && inner.height() >= 2 * lineHeight + 6) {
        if (const auto [first, rest] = partedInTwo(text, option.font, inner.width()); !rest.isEmpty()) {
            const QRect line(inner.left(), inner.center().y() - lineHeight, inner.width(), lineHeight);
            painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, first);
            painter->drawText(line.translated(0, lineHeight),
                              Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                              option.fontMetrics.elidedText(rest, Qt::ElideRight, inner.width()));
            return;
        }
    }
    painter->drawText(inner, int(alignment | Qt::TextSingleLine), elided);
}

void GridDelegate::paintTile(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    const Tokens &colors = tokens();
    const bool loading = index.data(LoadingRole).toBool();
    const int side = option.decorationSize.width();
    const QRect inner = option.rect.adjusted(TilePadding, TilePadding, -TilePadding, -TilePadding);
    QRect square(inner.left() + (inner.width() - side) / 2, inner.top(), side, side);
    paintPicture(painter, square, index.data(PictureRole).toString(), loading);

    const int lineHeight = option.fontMetrics.height() + 2;
    QRect line(inner.left(), square.bottom() + TilePadding, inner.width(), lineHeight);
    const auto draw = [&](int role, const QFont &font, const QColor &color) {
        painter->setFont(font);
        painter->setPen(loading ? colors.dim : color);
        const QString text =
            QFontMetrics(font).elidedText(index.data(role).toString(), Qt::ElideRight, line.width());
        painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
        line.translate(0, lineHeight);
    };
    draw(TitleRole, option.font, colors.text);
    draw(SubtitleRole, option.font, colors.dim);
    draw(TrailingRole, emphasised(option.font), colors.text);
}

void GridDelegate::paintPicture(QPainter *painter, const QRect &square, const QString &image,
                                bool loading) const
{
    const Tokens &colors = tokens();
    ThumbnailCache *thumbnails = m_grid->thumbnails();
    ThumbnailCache::Thumbnail thumbnail;
    const bool asks = thumbnails && !image.isEmpty();
    if (asks)
        thumbnail = thumbnails->thumbnail(ImageId(image), square.width(), m_grid->devicePixelRatioF());
    if (thumbnail.fate == ThumbnailCache::Fate::Here) {
        const QSizeF size = thumbnail.pixmap.deviceIndependentSize();
        painter->drawPixmap(QPointF(square.center()) -
                                QPointF(size.width() / 2 - 0.5, size.height() / 2 - 0.5),
                            thumbnail.pixmap);
        return;
    }
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    QColor plate = colors.text;
    plate.setAlphaF(0.05f);
    painter->setBrush(plate);
    const qreal radius = square.width() > 60 ? 6 : 4;
    painter->drawRoundedRect(square, radius, radius);
    if (loading || (asks && thumbnail.fate == ThumbnailCache::Fate::Waiting))
        return;
    const int glyph = std::clamp(square.width() / 3, 12, 40);
    QRect place(0, 0, glyph, glyph);
    place.moveCenter(square.center());
    painter->drawPixmap(place.topLeft(),
                        iconPixmap(image.isEmpty() ? QStringLiteral("image") : QStringLiteral("image-off"),
                                   colors.border, glyph, m_grid->devicePixelRatioF()));
}

} // namespace vitrine::ui
