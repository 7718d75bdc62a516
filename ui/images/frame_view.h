#pragma once

#include <QPointF>
#include <QRectF>
#include <QSize>

namespace vitrine::ui {

/// Where a frame of pixels lies in a window: zoom and pan, all in device pixels, so that 100 % is one pixel
/// for one pixel whatever the screen's ratio. A value.
class FrameView
{
public:
    static constexpr double MinZoom = 0.0625;
    static constexpr double MaxZoom = 16;

    void setFrame(QSize frame); ///< keeps the zoom and the place in relative terms
    void setWindow(QSize window);
    QSize frame() const { return m_frame; }
    QSize window() const { return m_window; }

    double zoom() const { return m_zoom; } ///< window pixels a frame pixel
    bool isFitted() const { return m_fitted; }
    void fit(); ///< all of the frame, not enlarged; stays so while the window changes
    /// The frame's pixel under `anchor` (window coordinates) stays under it.
    void zoomTo(double zoom, QPointF anchor);
    void zoomTo(double zoom) { zoomTo(zoom, QPointF(m_window.width() / 2.0, m_window.height() / 2.0)); }
    void panBy(QPointF delta);

    QRectF rect() const; ///< of the frame, in window coordinates
    QPointF toFrame(QPointF window) const;
    QPointF toWindow(QPointF frame) const;

    /// The next clean step above or below.
    static double stepAbove(double zoom);
    static double stepBelow(double zoom);

private:
    double fittingZoom() const;
    void settle();

    QSize m_frame;
    QSize m_window;
    QPointF m_origin; ///< of the frame in the window
    double m_zoom = 1;
    bool m_fitted = true;
};

} // namespace vitrine::ui
