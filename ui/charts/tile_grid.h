#pragma once

#include <QWidget>

namespace vitrine::ui {

class StatTile;

/// Tiles in as few even rows as the width allows. GUI thread.
class TileGrid : public QWidget
{
    Q_OBJECT

public:
    explicit TileGrid(QWidget *parent = nullptr);

    StatTile *addTile(const QString &caption);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    int columnsFor(int width) const;
    int rowsFor(int width) const;

    QVector<StatTile *> m_tiles;
};

} // namespace vitrine::ui
