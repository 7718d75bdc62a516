#pragma once

#include "exchange/picture.h"
#include "exchange/picture_shape.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace vitrine::exchange {

/// How an outline is filled.
struct Paint
{
    Rgb colour;
    Pattern pattern = Pattern::Plain;
    float volume = 0.5f; ///< darkening towards the edge, 0 flat to 1 round
    float edge = 0.08f;  ///< how far from the edge that reaches
    float gloss = 0;     ///< a light streak, for glass and metal
    float opacity = 1;
};

/// Eight-bit RGB pixels and a brush: outlines are filled with smooth edges, one over the other. One thread.
class Canvas
{
public:
    Canvas(int widthPx, int heightPx, quint32 grain);

    void backdrop(Rgb top, Rgb bottom);
    void shadow(Point centre, float width, float height, float strength);
    void fill(const Shape &shape, const Paint &paint);
    /// Capitals, digits and - in strokes; `height` of a capital, starting at `at` (top left).
    void write(const QString &text, Point at, float height, const Paint &paint);
    static float textWidth(const QString &text, float height);

    QByteArray toPng() const;

private:
    void blend(int x, int y, Rgb colour, float alpha);
    Rgb shade(const Paint &paint, Point p, float distance, const Shape &shape, int x, int y) const;
    float patternAt(Pattern pattern, int x, int y) const;
    float grain(int x, int y) const;
    Point toUnit(int x, int y) const;
    int toPixelX(float x) const;
    int toPixelY(float y) const;

    int m_width, m_height;
    float m_scale; ///< pixels a unit
    quint32 m_grain;
    std::vector<unsigned char> m_pixels;
};

} // namespace vitrine::exchange
