#pragma once

#include <QStyledItemDelegate>

namespace vitrine::ui {

class VirtualGrid;

/// Paints the cells and tiles of a VirtualGrid from GridRole: texts, thumbnails, placeholders. The grid has
/// painted the row's background. A tile is asked for by decorationPosition Top.
class GridDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr int TileGap = 12;

    explicit GridDelegate(VirtualGrid *grid);

    static QSize tileSize(int pictureSide, const QFontMetrics &metrics);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintCell(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintTile(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintPicture(QPainter *painter, const QRect &square, const QString &image, bool loading) const;

    VirtualGrid *m_grid;
};

} // namespace vitrine::ui
