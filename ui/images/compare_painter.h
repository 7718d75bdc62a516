#pragma once

#include "ui/images/compare_view.h"

class QPainter;

namespace vitrine::ui {

/// Paints one frame of a CompareView, in device pixels. Lives for one paint event.
class ComparePainter
{
public:
    ComparePainter(const CompareView &view, QPainter &painter);
    void paint();

private:
    QRectF frameRect(CompareSide side, const QRect &half) const;
    void drawSide(CompareSide side, const QRect &clip, const QRect &half, double opacity = 1);
    void drawPixels(QPainter &painter, const MipImage &picture, const QRectF &target, const QRect &clip);
    void drawNote(const ComparedPicture &picture, const QRect &area);
    void drawSplitHandle(double x);
    void drawLabel(const QString &text, const QRect &area, Qt::Alignment side, QColor mark);
    void drawLabels();

    const CompareView &m_view;
    QPainter &m_painter;
    const double m_ratio;
    const QRect m_all;
};

} // namespace vitrine::ui
