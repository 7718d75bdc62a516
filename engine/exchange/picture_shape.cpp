#include "exchange/picture_shape.h"

#include <algorithm>
#include <cmath>

namespace vitrine::exchange {
namespace {

Point minus(Point a, Point b)
{
    return {a.x - b.x, a.y - b.y};
}
float dot(Point a, Point b)
{
    return a.x * b.x + a.y * b.y;
}
float length(Point a)
{
    return std::sqrt(dot(a, a));
}

float toSegment(Point p, Point a, Point b)
{
    const Point ab = minus(b, a), ap = minus(p, a);
    const float square = dot(ab, ab);
    const float t = square > 0 ? std::clamp(dot(ap, ab) / square, 0.0f, 1.0f) : 0.0f;
    return length({ap.x - ab.x * t, ap.y - ab.y * t});
}

float toPolygon(Point p, const QVector<Point> &corners)
{
    float square = 1e9f;
    bool inside = false;
    for (qsizetype i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
        const Point a = corners[i], b = corners[j];
        const Point edge = minus(b, a), w = minus(p, a);
        const float t = std::clamp(dot(w, edge) / std::max(1e-12f, dot(edge, edge)), 0.0f, 1.0f);
        const Point d{w.x - edge.x * t, w.y - edge.y * t};
        square = std::min(square, dot(d, d));
        if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + edge.x * (p.y - a.y) / edge.y)
            inside = !inside;
    }
    return inside ? -std::sqrt(square) : std::sqrt(square);
}

Point catmullRom(Point a, Point b, Point c, Point d, float t)
{
    const auto at = [t](float p, float q, float r, float s) {
        return 0.5f * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t +
                       (3 * q - p - 3 * r + s) * t * t * t);
    };
    return {at(a.x, b.x, c.x, d.x), at(a.y, b.y, c.y, d.y)};
}

} // namespace

Shape::Shape(Kind kind, QVector<Point> points, float grow, float radius)
    : m_kind(kind),
      m_points(std::move(points)),
      m_grow(grow),
      m_radius(radius),
      m_low(m_points.first()),
      m_high(m_points.first())
{
    for (const Point &p : std::as_const(m_points)) {
        m_low = {std::min(m_low.x, p.x), std::min(m_low.y, p.y)};
        m_high = {std::max(m_high.x, p.x), std::max(m_high.y, p.y)};
    }
    const float margin = m_grow + m_radius;
    m_low = {m_low.x - margin, m_low.y - margin};
    m_high = {m_high.x + margin, m_high.y + margin};
}

Shape Shape::box(Point a, Point b, float corner)
{
    return {Kind::Box, {{a.x + corner, a.y + corner}, {b.x - corner, b.y - corner}}, corner, 0};
}

Shape Shape::curve(const QVector<Point> &knots, float corner)
{
    constexpr int Steps = 5;
    QVector<Point> corners;
    const qsizetype n = knots.size();
    for (qsizetype i = 0; i < n; ++i) {
        for (int step = 0; step < Steps; ++step)
            corners.append(catmullRom(knots[(i + n - 1) % n], knots[i], knots[(i + 1) % n],
                                      knots[(i + 2) % n], float(step) / Steps));
    }
    return polygon(std::move(corners), corner);
}

float Shape::distance(Point p) const
{
    switch (m_kind) {
    case Kind::Capsule:
        return toSegment(p, m_points[0], m_points[1]) - m_grow;
    case Kind::Ring:
        return std::abs(length(minus(p, m_points[0])) - m_radius) - m_grow;
    case Kind::Box: {
        const Point a = m_points[0], b = m_points[1];
        const float dx = std::max(a.x - p.x, p.x - b.x), dy = std::max(a.y - p.y, p.y - b.y);
        return length({std::max(dx, 0.0f), std::max(dy, 0.0f)}) + std::min(std::max(dx, dy), 0.0f) - m_grow;
    }
    case Kind::Polygon:
        return toPolygon(p, m_points) - m_grow;
    }
    Q_UNREACHABLE();
}

} // namespace vitrine::exchange
