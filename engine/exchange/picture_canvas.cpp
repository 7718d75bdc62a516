#include "exchange/picture_canvas.h"

#include "exchange/png_encoder.h"

#include <algorithm>
#include <cmath>

namespace vitrine::exchange {
namespace {

Rgb times(Rgb c, float f)
{
    return {c.r * f, c.g * f, c.b * f};
}
Rgb mixed(Rgb a, Rgb b, float t)
{
    return {a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t};
}
unsigned char toByte(float v)
{
    return static_cast<unsigned char>(std::clamp(v, 0.0f, 1.0f) * 255.0f + 0.5f);
}
float smooth(float low, float high, float v)
{
    const float t = std::clamp((v - low) / (high - low), 0.0f, 1.0f);
    return t * t * (3 - 2 * t);
}

} // namespace

Canvas::Canvas(int widthPx, int heightPx, quint32 grain)
    : m_width(widthPx),
      m_height(heightPx),
      m_scale(float(std::min(widthPx, heightPx)) / 2),
      m_grain(grain),
      m_pixels(std::size_t(widthPx) * std::size_t(heightPx) * 3)
{
}

Point Canvas::toUnit(int x, int y) const
{
    return {(float(x) + 0.5f - float(m_width) / 2) / m_scale,
            (float(y) + 0.5f - float(m_height) / 2) / m_scale};
}
int Canvas::toPixelX(float x) const
{
    return std::clamp(int(x * m_scale + float(m_width) / 2), 0, m_width);
}
int Canvas::toPixelY(float y) const
{
    return std::clamp(int(y * m_scale + float(m_height) / 2), 0, m_height);
}

void Canvas::blend(int x, int y, Rgb colour, float alpha)
{
    unsigned char *pixel = m_pixels.data() + (std::size_t(y) * std::size_t(m_width) + std::size_t(x)) * 3;
    const float before[3] = {pixel[0] / 255.0f, pixel[1] / 255.0f, pixel[2] / 255.0f};
    pixel[0] = toByte(before[0] + (colour.r - before[0]) * alpha);
    pixel[1] = toByte(before[1] + (colour.g - before[1]) * alpha);
    pixel[2] = toByte(before[2] + (colour.b - before[2]) * alpha);
}

/// A sheet of paper that bends from the wall to the table: lighter where the lamp is.
void Canvas::backdrop(Rgb top, Rgb bottom)
{
    for (int y = 0; y < m_height; ++y) {
        const Rgb row = mixed(top, bottom, smooth(0.45f, 0.85f, float(y) / float(m_height)));
        unsigned char *pixel = m_pixels.data() + std::size_t(y) * std::size_t(m_width) * 3;
        for (int x = 0; x < m_width; ++x, pixel += 3) {
            const Point p = toUnit(x & ~3, y & ~3); // steps that no eye sees and that pack ten times better
            const float light = 1.0f - 0.05f * ((p.x + 0.3f) * (p.x + 0.3f) + (p.y + 0.4f) * (p.y + 0.4f));
            pixel[0] = toByte(row.r * light);
            pixel[1] = toByte(row.g * light);
            pixel[2] = toByte(row.b * light);
        }
    }
}

void Canvas::shadow(Point centre, float width, float height, float strength)
{
    for (int y = toPixelY(centre.y - height * 2); y < toPixelY(centre.y + height * 2); ++y) {
        for (int x = toPixelX(centre.x - width * 2); x < toPixelX(centre.x + width * 2); ++x) {
            const Point p = toUnit(x, y);
            const float dx = (p.x - centre.x) / width, dy = (p.y - centre.y) / height;
            const float alpha = strength * std::max(0.0f, 1 - std::sqrt(dx * dx + dy * dy) / 2);
            blend(x, y, {0.10f, 0.10f, 0.13f}, alpha * alpha);
        }
    }
}

float Canvas::grain(int x, int y) const
{
    quint32 h = quint32(x) * 0x9e3779b1u ^ quint32(y) * 0x85ebca77u ^ m_grain;
    h = (h ^ (h >> 15)) * 0x2c1b3c6du;
    h ^= h >> 12;
    return float(h & 0xffff) / 65535.0f - 0.5f;
}

float Canvas::patternAt(Pattern pattern, int x, int y) const
{
    const auto band = [](int v, int period, int width) { return v % period < width; };
    switch (pattern) {
    case Pattern::Plain:
        return 1;
    case Pattern::Woven: { // over and under, one thread four pixels
        const bool over = ((x >> 2) + (y >> 2)) & 1;
        const float along = float(over ? x & 3 : y & 3) / 3;
        return (over ? 1.05f : 0.93f) - 0.10f * (along - 0.5f) * (along - 0.5f) +
               0.05f * grain(x >> 2, y >> 2);
    }
    case Pattern::Stripes:
        return band(y, 56, 20) ? 0.66f : band(y, 56, 28) ? 1.16f : 1.0f;
    case Pattern::Checks: {
        const float across = band(x, 88, 40) ? 0.80f : 1.0f, down = band(y, 88, 40) ? 0.80f : 1.0f;
        const float thread = band(x + 22, 88, 4) || band(y + 22, 88, 4) ? 1.22f : 1.0f;
        return across * down * thread * (((x + y) & 3) == 0 ? 0.97f : 1.0f);
    }
    }
    Q_UNREACHABLE();
}

Rgb Canvas::shade(const Paint &paint, Point p, float distance, const Shape &shape, int x, int y) const
{
    const float across = (p.x - shape.low().x) / std::max(0.01f, shape.high().x - shape.low().x);
    const float down = (p.y - shape.low().y) / std::max(0.01f, shape.high().y - shape.low().y);
    const float rim = smooth(0, paint.edge, -distance);
    float light = 1 - paint.volume * (0.42f * (1 - rim) + 0.16f * across + 0.12f * down - 0.10f);
    light *= patternAt(paint.pattern, x, y);
    if (paint.pattern != Pattern::Plain)
        light += 0.03f * grain(x >> 1, y >> 1);
    Rgb colour = times(paint.colour, light);
    if (paint.gloss > 0) {
        const float streak = smooth(0.10f, 0.18f, across) * (1 - smooth(0.22f, 0.34f, across));
        const float second = smooth(0.80f, 0.84f, across) * (1 - smooth(0.86f, 0.90f, across));
        colour = mixed(colour, {1, 1, 1}, paint.gloss * (0.75f * streak + 0.3f * second) * rim);
    }
    return colour;
}

void Canvas::fill(const Shape &shape, const Paint &paint)
{
    constexpr int Tile = 8;
    const float pixel = 1 / m_scale;
    const int left = toPixelX(shape.low().x - pixel), right = toPixelX(shape.high().x + 2 * pixel);
    const int top = toPixelY(shape.low().y - pixel), bottom = toPixelY(shape.high().y + 2 * pixel);
    for (int tileY = top; tileY < bottom; tileY += Tile) {
        for (int tileX = left; tileX < right; tileX += Tile) {
            // A distance cannot change faster than the way walked: one look at the middle decides most tiles.
            const float middle = shape.distance(toUnit(tileX + Tile / 2, tileY + Tile / 2));
            if (middle > Tile * pixel)
                continue;
            const bool deep = middle < -Tile * pixel - paint.edge;
            for (int y = tileY; y < std::min(tileY + Tile, bottom); ++y) {
                for (int x = tileX; x < std::min(tileX + Tile, right); ++x) {
                    const Point p = toUnit(x, y);
                    const float distance = deep ? middle : shape.distance(p);
                    const float cover = deep ? 1.0f : std::clamp(0.5f - distance * m_scale, 0.0f, 1.0f);
                    if (cover > 0)
                        blend(x, y, shade(paint, p, distance, shape, x, y), cover * paint.opacity);
                }
            }
        }
    }
}

QByteArray Canvas::toPng() const
{
    return encodePng(m_pixels.data(), m_width, m_height);
}

} // namespace vitrine::exchange
