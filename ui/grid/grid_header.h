#pragma once

#include <QHeaderView>

namespace vitrine::ui {

/// The column header of a VirtualGrid: flat, in the theme's tokens, with a sort arrow beside the title. It
/// never gets a selection model: QHeaderView would walk every row to find out whether a column is selected.
class GridHeader : public QHeaderView
{
    Q_OBJECT
public:
    explicit GridHeader(QWidget *parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    void paintEvent(QPaintEvent *event) override;
    QSize sectionSizeFromContents(int section) const override;
};

} // namespace vitrine::ui
