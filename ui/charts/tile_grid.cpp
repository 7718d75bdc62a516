#include "ui/charts/tile_grid.h"

#include "ui/charts/stat_tile.h"

#include <QResizeEvent>

#include <algorithm>

namespace vitrine::ui {

namespace {

constexpr int Gap = 8;

} // namespace

TileGrid::TileGrid(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

StatTile *TileGrid::addTile(const QString &caption)
{
    auto *tile = new StatTile(caption, this);
    m_tiles.append(tile);
    updateGeometry();
    return tile;
}

int TileGrid::columnsFor(int width) const
{
    int widest = 1;
    for (const StatTile *tile : m_tiles)
        widest = std::max(widest, tile->sizeHint().width());
    const int most = std::clamp((width + Gap) / (widest + Gap), 1, std::max(1, int(m_tiles.size())));
    const int rows = (int(m_tiles.size()) + most - 1) / most;
    return rows > 0 ? (int(m_tiles.size()) + rows - 1) / rows : 1; // even rows: 5 + 4 rather than 8 + 1
}

int TileGrid::rowsFor(int width) const
{
    const int columns = columnsFor(width);
    return (int(m_tiles.size()) + columns - 1) / columns;
}

int TileGrid::heightForWidth(int width) const
{
    if (m_tiles.isEmpty())
        return 0;
    const int rows = rowsFor(width);
    return rows * m_tiles.constFirst()->sizeHint().height() + (rows - 1) * Gap;
}

QSize TileGrid::sizeHint() const
{
    return {600, heightForWidth(std::max(width(), 600))};
}

QSize TileGrid::minimumSizeHint() const
{
    return {240, heightForWidth(std::max(width(), 240))};
}

void TileGrid::resizeEvent(QResizeEvent *event)
{
    const int columns = columnsFor(width());
    const double pitch = double(width() + Gap) / columns;
    for (int i = 0; i < m_tiles.size(); ++i) {
        const int column = i % columns, row = i / columns;
        const int left = int(pitch * column), right = int(pitch * (column + 1)) - Gap;
        const int height = m_tiles.at(i)->sizeHint().height();
        m_tiles.at(i)->setGeometry(left, row * (height + Gap), right - left, height);
    }
    if (event->oldSize().width() != width())
        updateGeometry();
}

} // namespace vitrine::ui
