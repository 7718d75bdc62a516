#pragma once

#include <QVector>

namespace vitrine::exchange {

struct Point
{
    float x = 0, y = 0;
};

/// An outline as a signed distance (negative inside), in units where the picture's shorter side is 2 and its
/// middle 0. Distances after Quilez, "2D distance functions".
class Shape
{
public:
    static Shape disc(Point centre, float radius) { return {Kind::Capsule, {centre, centre}, radius, 0}; }
    static Shape ring(Point centre, float radius, float width)
    {
        return {Kind::Ring, {centre}, width / 2, radius};
    }
    static Shape line(Point a, Point b, float width) { return {Kind::Capsule, {a, b}, width / 2, 0}; }
    static Shape box(Point a, Point b, float corner);
    /// Corners rounded by `corner`, which also grows the outline.
    static Shape polygon(QVector<Point> corners, float corner)
    {
        return {Kind::Polygon, std::move(corners), corner, 0};
    }
    /// The same with each edge bent through Catmull-Rom, for cloth and shoes.
    static Shape curve(const QVector<Point> &knots, float corner);

    float distance(Point p) const;
    Point low() const { return m_low; }
    Point high() const { return m_high; }

private:
    enum class Kind { Capsule, Ring, Box, Polygon };
    Shape(Kind kind, QVector<Point> points, float grow, float radius);

    Kind m_kind;
    QVector<Point> m_points;
    float m_grow;
    float m_radius;
    Point m_low, m_high;
};

} // namespace vitrine::exchange
