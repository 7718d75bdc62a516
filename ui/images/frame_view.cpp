#include "ui/images/frame_view.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vitrine::ui {

namespace {

constexpr std::array Steps{0.0625, 0.125, 0.25, 0.333, 0.5, 0.667, 1.0, 1.5,
                           2.0,    3.0,   4.0,  6.0,   8.0, 12.0,  16.0};
constexpr double SameStep = 1.001;

double settledAxis(double origin, double length, double window)
{
    const double placed = length <= window ? (window - length) / 2 : std::clamp(origin, window - length, 0.0);
    // Whole device pixels: otherwise 100 % would be interpolated.
    return std::round(placed);
}

} // namespace

double FrameView::stepAbove(double zoom)
{
    const auto step = std::find_if(Steps.begin(), Steps.end(), [&](double s) { return s > zoom * SameStep; });
    return step == Steps.end() ? MaxZoom : *step;
}

double FrameView::stepBelow(double zoom)
{
    const auto step =
        std::find_if(Steps.rbegin(), Steps.rend(), [&](double s) { return s * SameStep < zoom; });
    return step == Steps.rend() ? MinZoom : *step;
}

double FrameView::fittingZoom() const
{
    if (m_frame.isEmpty() || m_window.isEmpty())
        return 1;
    return std::min(
        {1.0, double(m_window.width()) / m_frame.width(), double(m_window.height()) / m_frame.height()});
}

void FrameView::settle()
{
    if (m_fitted)
        m_zoom = fittingZoom();
    m_origin = {settledAxis(m_origin.x(), m_frame.width() * m_zoom, m_window.width()),
                settledAxis(m_origin.y(), m_frame.height() * m_zoom, m_window.height())};
}

void FrameView::setFrame(QSize frame)
{
    if (frame == m_frame)
        return;
    const QPointF centre(m_window.width() / 2.0, m_window.height() / 2.0);
    QPointF relative(0.5, 0.5);
    if (!m_frame.isEmpty()) {
        const QPointF at = toFrame(centre);
        relative = {at.x() / m_frame.width(), at.y() / m_frame.height()};
    }
    m_frame = frame;
    m_origin = centre - QPointF(relative.x() * frame.width(), relative.y() * frame.height()) * m_zoom;
    settle();
}

void FrameView::setWindow(QSize window)
{
    const QPointF shift((window.width() - m_window.width()) / 2.0,
                        (window.height() - m_window.height()) / 2.0);
    m_window = window;
    m_origin += shift;
    settle();
}

void FrameView::fit()
{
    m_fitted = true;
    settle();
}

void FrameView::zoomTo(double zoom, QPointF anchor)
{
    const QPointF pixel = toFrame(anchor);
    m_fitted = false;
    m_zoom = std::clamp(zoom, MinZoom, MaxZoom);
    m_origin = anchor - pixel * m_zoom;
    settle();
}

void FrameView::panBy(QPointF delta)
{
    m_origin += delta;
    settle();
}

QRectF FrameView::rect() const
{
    return {m_origin, QSizeF(m_frame) * m_zoom};
}

QPointF FrameView::toFrame(QPointF window) const
{
    return (window - m_origin) / m_zoom;
}

QPointF FrameView::toWindow(QPointF frame) const
{
    return m_origin + frame * m_zoom;
}

} // namespace vitrine::ui
