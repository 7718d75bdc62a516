#include "exchange/picture.h"

#include "exchange/picture_canvas.h"
#include "exchange/random.h"

#include <cmath>

namespace vitrine::exchange {
namespace {

Rgb lighter(Rgb c, float t)
{
    return {c.r + (1 - c.r) * t, c.g + (1 - c.g) * t, c.b + (1 - c.b) * t};
}
Rgb darker(Rgb c, float t)
{
    return {c.r * (1 - t), c.g * (1 - t), c.b * (1 - t)};
}

constexpr Rgb Steel{0.78f, 0.79f, 0.81f};
constexpr Rgb Ink{0.13f, 0.13f, 0.15f};
constexpr Rgb Paper{0.97f, 0.96f, 0.94f};

/// Draws one look; each function is one kind of thing.
class Painter
{
public:
    Painter(Canvas &canvas, const Look &look)
        : m_canvas(canvas),
          m_colour(pictureColours()[std::size_t(look.colour)]),
          m_look(look),
          m_random(quint64(look.version) * 977 + quint64(look.colour) * 31 + quint64(look.pattern),
                   quint64(look.kind))
    {
    }

    void draw()
    {
        switch (m_look.kind) {
        case PictureKind::Shirt:
            return shirt();
        case PictureKind::Dress:
            return dress();
        case PictureKind::Trousers:
            return trousers();
        case PictureKind::Shoe:
            return shoe();
        case PictureKind::Bag:
            return bag();
        case PictureKind::Bottle:
            return bottle();
        case PictureKind::Phone:
            return phone();
        case PictureKind::Watch:
            return watch();
        case PictureKind::Lamp:
            return lamp();
        case PictureKind::Mug:
            return mug();
        case PictureKind::Headphones:
            return headphones();
        case PictureKind::Box:
            return box();
        }
    }

private:
    Paint cloth(float volume = 0.5f) const { return {m_colour, m_look.pattern, volume, 0.10f, 0, 1}; }
    Paint plain(Rgb colour, float volume = 0.4f) const
    {
        return {colour, Pattern::Plain, volume, 0.05f, 0, 1};
    }
    Paint glossy(Rgb colour, float gloss) const { return {colour, Pattern::Plain, 0.6f, 0.12f, gloss, 1}; }
    Rgb contrast() const
    {
        return m_colour.r * 0.3f + m_colour.g * 0.6f + m_colour.b * 0.1f > 0.55f ? Ink : Paper;
    }
    QString word()
    {
        static constexpr const char *words[] = {"NORTH", "LUMA", "KITE", "TIDE", "HALO",
                                                "ORBIT", "FERN", "DUNE", "VT-7"};
        return QLatin1String(words[m_random.below(9)]);
    }
    void centred(const QString &text, float y, float height, const Paint &paint, float x = 0)
    {
        m_canvas.write(text, {x - Canvas::textWidth(text, height) / 2 + height / 8, y}, height, paint);
    }
    /// A soft fold of the cloth.
    void fold(Point a, Point b, float width, bool light)
    {
        Paint paint = plain(light ? lighter(m_colour, 0.6f) : darker(m_colour, 0.55f), 0);
        for (const float part : {1.0f, 0.62f, 0.3f}) {
            paint.opacity = 0.055f;
            m_canvas.fill(Shape::line(a, b, width * part), paint);
        }
    }

    void shirt()
    {
        m_canvas.shadow({0, 0.80f}, 0.55f, 0.07f, 0.5f);
        m_canvas.fill(
            Shape::curve({{-0.22f, -0.71f}, {0, -0.67f}, {0.22f, -0.71f}, {0.12f, -0.54f}, {-0.12f, -0.54f}},
                         0.01f),
            plain(darker(m_colour, 0.5f), 0.3f));
        m_canvas.fill(
            Shape::polygon({{-0.40f, -0.60f}, {-0.82f, -0.22f}, {-0.62f, 0.02f}, {-0.36f, -0.16f}}, 0.03f),
            cloth(0.7f));
        m_canvas.fill(
            Shape::polygon({{0.40f, -0.60f}, {0.82f, -0.22f}, {0.62f, 0.02f}, {0.36f, -0.16f}}, 0.03f),
            cloth(0.7f));
        m_canvas.fill(Shape::curve({{-0.22f, -0.72f},
                                    {-0.12f, -0.56f},
                                    {0, -0.52f},
                                    {0.12f, -0.56f},
                                    {0.22f, -0.72f},
                                    {0.44f, -0.60f},
                                    {0.42f, -0.16f},
                                    {0.41f, 0.30f},
                                    {0.44f, 0.76f},
                                    {0, 0.80f},
                                    {-0.44f, 0.76f},
                                    {-0.41f, 0.30f},
                                    {-0.42f, -0.16f},
                                    {-0.44f, -0.60f}},
                                   0.01f),
                      cloth());
        for (const float side : {-1.0f, 1.0f}) {
            fold({side * 0.40f, -0.46f}, {side * 0.34f, 0.02f}, 0.09f, false);
            fold({side * 0.22f, 0.12f}, {side * 0.30f, 0.66f}, 0.10f, side < 0);
            m_canvas.fill(Shape::line({side * 0.19f, -0.68f}, {side * 0.10f, -0.535f}, 0.045f),
                          plain(darker(m_colour, 0.22f)));
        }
        m_canvas.fill(Shape::line({-0.10f, -0.535f}, {0.10f, -0.535f}, 0.045f),
                      plain(darker(m_colour, 0.22f)));
        if (m_look.pattern == Pattern::Plain || m_look.pattern == Pattern::Woven)
            centred(word(), -0.20f, 0.11f, plain(contrast(), 0));
    }

    void dress()
    {
        m_canvas.shadow({0, 0.86f}, 0.62f, 0.06f, 0.5f);
        for (const float side : {-1.0f, 1.0f})
            m_canvas.fill(Shape::line({side * 0.20f, -0.86f}, {side * 0.24f, -0.60f}, 0.05f),
                          plain(darker(m_colour, 0.15f)));
        m_canvas.fill(Shape::curve({{-0.26f, -0.64f},
                                    {0, -0.54f},
                                    {0.26f, -0.64f},
                                    {0.30f, -0.36f},
                                    {0.23f, -0.08f},
                                    {0.40f, 0.34f},
                                    {0.62f, 0.80f},
                                    {0.20f, 0.86f},
                                    {-0.20f, 0.86f},
                                    {-0.62f, 0.80f},
                                    {-0.40f, 0.34f},
                                    {-0.23f, -0.08f},
                                    {-0.30f, -0.36f}},
                                   0.015f),
                      cloth(0.6f));
        for (int i = -3; i <= 3; ++i)
            fold({float(i) * 0.06f, 0.0f}, {float(i) * 0.16f, 0.80f}, 0.07f, i % 2 == 0);
        m_canvas.fill(Shape::box({-0.245f, -0.12f}, {0.245f, -0.045f}, 0.02f),
                      plain(darker(m_colour, 0.35f), 0.6f));
        m_canvas.fill(Shape::disc({0, -0.083f}, 0.035f), glossy({0.83f, 0.68f, 0.36f}, 0.5f));
    }

    void trousers()
    {
        m_canvas.shadow({0, 0.88f}, 0.42f, 0.05f, 0.5f);
        for (const float side : {-1.0f, 1.0f}) {
            m_canvas.fill(Shape::polygon({{side * 0.01f, -0.80f},
                                          {side * 0.36f, -0.80f},
                                          {side * 0.42f, -0.10f},
                                          {side * 0.36f, 0.86f},
                                          {side * 0.13f, 0.86f},
                                          {side * 0.03f, -0.26f}},
                                         0.02f),
                          cloth(0.65f));
            fold({side * 0.23f, -0.4f}, {side * 0.25f, 0.8f}, 0.06f, true);
            fold({side * 0.06f, -0.36f}, {side * 0.18f, -0.22f}, 0.05f, false);
            m_canvas.fill(Shape::line({side * 0.36f, -0.62f}, {side * 0.22f, -0.72f}, 0.014f),
                          plain(darker(m_colour, 0.45f)));
        }
        m_canvas.fill(Shape::box({-0.39f, -0.86f}, {0.39f, -0.75f}, 0.03f),
                      plain(darker(m_colour, 0.25f), 0.6f));
        m_canvas.fill(Shape::disc({0, -0.805f}, 0.028f), glossy(Steel, 0.4f));
        m_canvas.fill(Shape::line({0, -0.74f}, {0, -0.30f}, 0.010f), plain(darker(m_colour, 0.5f)));
    }

    void shoe()
    {
        m_canvas.shadow({0, 0.47f}, 0.78f, 0.08f, 0.75f);
        m_canvas.fill(Shape::curve({{-0.80f, 0.26f},
                                    {-0.80f, 0.40f},
                                    {-0.30f, 0.44f},
                                    {0.40f, 0.44f},
                                    {0.84f, 0.40f},
                                    {0.86f, 0.28f},
                                    {0.30f, 0.30f}},
                                   0.02f),
                      plain(Paper, 0.7f));
        m_canvas.fill(Shape::curve({{-0.76f, 0.28f},
                                    {-0.80f, -0.12f},
                                    {-0.70f, -0.40f},
                                    {-0.44f, -0.28f},
                                    {-0.20f, -0.36f},
                                    {0.10f, -0.10f},
                                    {0.50f, 0.04f},
                                    {0.80f, 0.14f},
                                    {0.84f, 0.30f},
                                    {0.20f, 0.31f}},
                                   0.02f),
                      cloth(0.8f));
        m_canvas.fill(Shape::curve({{0.46f, 0.06f}, {0.78f, 0.14f}, {0.83f, 0.29f}, {0.50f, 0.30f}}, 0.01f),
                      plain(darker(m_colour, 0.25f), 0.7f));
        m_canvas.fill(
            Shape::curve({{-0.76f, 0.28f}, {-0.79f, -0.10f}, {-0.62f, -0.02f}, {-0.52f, 0.29f}}, 0.005f),
            plain(darker(m_colour, 0.35f), 0.6f));
        m_canvas.fill(Shape::line({-0.40f, 0.22f}, {0.06f, 0.06f}, 0.055f), plain(contrast(), 0.2f));
        m_canvas.fill(Shape::line({-0.30f, 0.25f}, {0.12f, 0.14f}, 0.030f), plain(contrast(), 0.2f));
        for (int i = 0; i < 5; ++i) {
            const Point at{-0.16f + 0.10f * float(i), -0.27f + 0.075f * float(i)};
            m_canvas.fill(Shape::line(at, {at.x - 0.10f, at.y + 0.13f}, 0.030f), plain(Paper, 0.5f));
        }
        m_canvas.fill(Shape::line({-0.78f, 0.385f}, {0.83f, 0.375f}, 0.014f), plain(m_colour, 0.2f));
    }

    void bag()
    {
        m_canvas.shadow({0, 0.72f}, 0.66f, 0.08f, 0.7f);
        m_canvas.fill(Shape::ring({0, -0.28f}, 0.32f, 0.065f), plain(darker(m_colour, 0.4f), 0.6f));
        m_canvas.fill(Shape::curve({{-0.58f, -0.26f},
                                    {0, -0.30f},
                                    {0.58f, -0.26f},
                                    {0.66f, 0.30f},
                                    {0.64f, 0.66f},
                                    {0, 0.71f},
                                    {-0.64f, 0.66f},
                                    {-0.66f, 0.30f}},
                                   0.03f),
                      cloth(0.75f));
        m_canvas.fill(Shape::box({-0.46f, 0.12f}, {0.46f, 0.58f}, 0.07f),
                      plain(darker(m_colour, 0.12f), 0.5f));
        m_canvas.fill(Shape::line({-0.42f, 0.20f}, {0.42f, 0.20f}, 0.018f), plain(Steel, 0.3f));
        m_canvas.fill(Shape::line({0.36f, 0.20f}, {0.36f, 0.30f}, 0.026f), glossy(Steel, 0.5f));
        for (const float side : {-1.0f, 1.0f})
            m_canvas.fill(Shape::box({side * 0.32f - 0.05f, -0.30f}, {side * 0.32f + 0.05f, -0.14f}, 0.02f),
                          plain(darker(m_colour, 0.45f), 0.5f));
        centred(word(), 0.34f, 0.10f, plain(contrast(), 0));
    }

    void bottle()
    {
        m_canvas.shadow({0.06f, 0.84f}, 0.36f, 0.07f, 0.8f);
        m_canvas.fill(Shape::curve({{-0.13f, -0.62f},
                                    {0.13f, -0.62f},
                                    {0.15f, -0.44f},
                                    {0.29f, -0.24f},
                                    {0.30f, 0.30f},
                                    {0.28f, 0.80f},
                                    {0, 0.84f},
                                    {-0.28f, 0.80f},
                                    {-0.30f, 0.30f},
                                    {-0.29f, -0.24f},
                                    {-0.15f, -0.44f}},
                                   0.015f),
                      glossy(m_colour, 0.55f));
        m_canvas.fill(Shape::box({-0.16f, -0.86f}, {0.16f, -0.60f}, 0.03f),
                      glossy(darker(m_colour, 0.55f), 0.35f));
        for (int i = -2; i <= 2; ++i)
            m_canvas.fill(Shape::line({float(i) * 0.055f, -0.83f}, {float(i) * 0.055f, -0.63f}, 0.010f),
                          plain(Ink, 0));
        Paint label{lighter(m_colour, 0.82f), m_look.pattern, 0.35f, 0.05f, 0.12f, 1};
        m_canvas.fill(Shape::box({-0.305f, 0.02f}, {0.305f, 0.56f}, 0.012f), label);
        m_canvas.fill(Shape::box({-0.22f, 0.15f}, {0.22f, 0.43f}, 0.02f), plain(Paper, 0.1f));
        centred(word(), 0.20f, 0.075f, plain(Ink, 0));
        centred(QStringLiteral("500 ML"), 0.34f, 0.045f, plain(darker(m_colour, 0.3f), 0));
    }

    void phone()
    {
        m_canvas.shadow({0.05f, 0.86f}, 0.44f, 0.05f, 0.7f);
        m_canvas.fill(Shape::box({-0.44f, -0.84f}, {0.40f, 0.84f}, 0.12f),
                      glossy(darker(m_colour, 0.35f), 0.4f));
        m_canvas.fill(Shape::box({-0.40f, -0.84f}, {0.44f, 0.84f}, 0.12f), plain(Ink, 0.3f));
        m_canvas.fill(Shape::box({-0.375f, -0.815f}, {0.415f, 0.815f}, 0.10f),
                      glossy(darker(m_colour, 0.35f), 0.15f));
        for (int i = 0; i < 4; ++i) {
            Paint wave = plain(lighter(m_colour, 0.15f + 0.2f * float(i)), 0.2f);
            wave.opacity = 0.75f;
            const float y = 0.05f + 0.18f * float(i);
            m_canvas.fill(Shape::curve({{-0.36f, y},
                                        {-0.10f, y - 0.16f},
                                        {0.16f, y + 0.02f},
                                        {0.40f, y - 0.12f},
                                        {0.40f, 0.70f},
                                        {0.02f, 0.76f},
                                        {-0.36f, 0.70f}},
                                       0.005f),
                          wave);
        }
        m_canvas.fill(Shape::box({-0.09f, -0.785f}, {0.13f, -0.725f}, 0.03f), plain({0, 0, 0}, 0));
        centred(QStringLiteral("09-41"), -0.58f, 0.17f, plain(Paper, 0), 0.02f);
        for (int i = 0; i < 4; ++i)
            m_canvas.fill(
                Shape::box({-0.31f + 0.18f * float(i), 0.60f}, {-0.18f + 0.18f * float(i), 0.73f}, 0.035f),
                plain(pictureColours()[std::size_t((m_look.colour + 3 * i + 2) % PictureColours)], 0.3f));
    }

    void watch()
    {
        m_canvas.shadow({0.04f, 0.86f}, 0.30f, 0.05f, 0.6f);
        m_canvas.fill(
            Shape::polygon(
                {{-0.20f, -0.86f}, {0.20f, -0.86f}, {0.27f, 0}, {0.20f, 0.86f}, {-0.20f, 0.86f}, {-0.27f, 0}},
                0.03f),
            cloth(0.9f));
        for (const float y : {-0.72f, -0.62f, 0.60f, 0.68f, 0.76f})
            m_canvas.fill(Shape::disc({0, y}, 0.018f), plain(darker(m_colour, 0.65f), 0));
        m_canvas.fill(Shape::box({0.40f, -0.06f}, {0.50f, 0.06f}, 0.02f), glossy(Steel, 0.5f));
        m_canvas.fill(Shape::disc({0, 0}, 0.44f), glossy(Steel, 0.7f));
        m_canvas.fill(Shape::disc({0, 0}, 0.385f), plain(Ink, 0.4f));
        const bool dark = m_random.chance(0.5);
        const Rgb face = dark ? Rgb{0.10f, 0.11f, 0.14f} : Paper;
        m_canvas.fill(Shape::disc({0, 0}, 0.37f), plain(face, 0.25f));
        for (int i = 0; i < 60; ++i) {
            const float angle = float(i) * 0.10471976f, inner = i % 5 == 0 ? 0.29f : 0.325f;
            const Point way{std::sin(angle), -std::cos(angle)};
            m_canvas.fill(Shape::line({way.x * inner, way.y * inner}, {way.x * 0.345f, way.y * 0.345f},
                                      i % 5 ? 0.006f : 0.016f),
                          plain(dark ? Paper : Ink, 0));
        }
        m_canvas.fill(Shape::line({0, 0}, {-0.16f, -0.11f}, 0.030f), plain(dark ? Paper : Ink, 0));
        m_canvas.fill(Shape::line({0, 0}, {0.21f, -0.18f}, 0.020f), plain(dark ? Paper : Ink, 0));
        m_canvas.fill(Shape::line({-0.03f, -0.07f}, {0.10f, 0.24f}, 0.008f), plain({0.85f, 0.25f, 0.15f}, 0));
        m_canvas.fill(Shape::disc({0, 0}, 0.022f), plain({0.85f, 0.25f, 0.15f}, 0));
        centred(word(), 0.13f, 0.036f, plain(dark ? Steel : Ink, 0));
    }

    void lamp()
    {
        m_canvas.shadow({0, 0.84f}, 0.42f, 0.06f, 0.7f);
        for (int i = 8; i >= 1; --i) {
            Paint glow = plain({1.0f, 0.93f, 0.72f}, 0);
            glow.opacity = 0.045f;
            m_canvas.fill(Shape::disc({0, -0.12f}, 0.09f * float(i)), glow);
        }
        m_canvas.fill(Shape::line({0, -0.12f}, {0, 0.76f}, 0.045f), glossy(Steel, 0.5f));
        m_canvas.fill(
            Shape::curve(
                {{-0.32f, 0.84f}, {-0.28f, 0.76f}, {0, 0.73f}, {0.28f, 0.76f}, {0.32f, 0.84f}, {0, 0.87f}},
                0.01f),
            glossy(darker(Steel, 0.35f), 0.4f));
        m_canvas.fill(Shape::disc({0, -0.14f}, 0.12f), plain({1.0f, 0.95f, 0.78f}, 0.1f));
        Paint shade = cloth(0.55f);
        m_canvas.fill(
            Shape::polygon({{-0.26f, -0.80f}, {0.26f, -0.80f}, {0.54f, -0.14f}, {-0.54f, -0.14f}}, 0.015f),
            shade);
        for (int i = 1; i <= 5; ++i) { // lit from within
            Paint warm = plain({1.0f, 0.92f, 0.70f}, 0);
            warm.opacity = 0.06f;
            const float t = float(i) * 0.065f;
            m_canvas.fill(Shape::polygon({{-0.24f + t * 0.4f, -0.76f + t},
                                          {0.24f - t * 0.4f, -0.76f + t},
                                          {0.46f - t, -0.16f},
                                          {-0.46f + t, -0.16f}},
                                         0.02f),
                          warm);
        }
        m_canvas.fill(Shape::line({-0.54f, -0.135f}, {0.54f, -0.135f}, 0.022f),
                      plain(darker(m_colour, 0.35f), 0.3f));
        m_canvas.fill(Shape::line({-0.26f, -0.805f}, {0.26f, -0.805f}, 0.022f),
                      plain(darker(m_colour, 0.35f), 0.3f));
    }

    void mug()
    {
        m_canvas.shadow({0.08f, 0.60f}, 0.56f, 0.08f, 0.8f);
        m_canvas.fill(Shape::ring({0.46f, 0.02f}, 0.25f, 0.10f), glossy(darker(m_colour, 0.08f), 0.3f));
        m_canvas.fill(Shape::curve({{-0.48f, -0.48f},
                                    {0.48f, -0.48f},
                                    {0.47f, 0.10f},
                                    {0.40f, 0.54f},
                                    {0, 0.60f},
                                    {-0.40f, 0.54f},
                                    {-0.47f, 0.10f}},
                                   0.02f),
                      {m_colour, m_look.pattern, 0.75f, 0.16f, 0.5f, 1});
        m_canvas.fill(Shape::curve({{-0.49f, -0.48f}, {0, -0.56f}, {0.49f, -0.48f}, {0, -0.40f}}, 0.02f),
                      plain(lighter(m_colour, 0.45f), 0.2f));
        m_canvas.fill(Shape::curve({{-0.44f, -0.48f}, {0, -0.54f}, {0.44f, -0.48f}, {0, -0.42f}}, 0.005f),
                      plain({0.24f, 0.14f, 0.08f}, 0.5f));
        if (m_look.pattern == Pattern::Plain)
            centred(word(), -0.06f, 0.15f, plain(contrast(), 0));
    }

    void headphones()
    {
        m_canvas.shadow({0, 0.80f}, 0.56f, 0.06f, 0.6f);
        constexpr int Steps = 24; // half an ellipse over the head
        for (const auto &[width, colour] :
             {std::pair{0.15f, darker(m_colour, 0.3f)}, std::pair{0.09f, m_colour}}) {
            const auto onBand = [](int step) {
                const float angle = 3.14159265f * (1 + float(step) / Steps);
                return Point{0.60f * std::cos(angle), 0.10f + 0.86f * std::sin(angle)};
            };
            for (int step = 0; step < Steps; ++step)
                m_canvas.fill(Shape::line(onBand(step), onBand(step + 1), width), plain(colour, 0.12f));
        }
        for (const float side : {-1.0f, 1.0f}) {
            m_canvas.fill(Shape::line({side * 0.60f, 0.0f}, {side * 0.62f, 0.34f}, 0.05f),
                          glossy(Steel, 0.5f));
            m_canvas.fill(Shape::curve({{side * 0.30f, 0.12f},
                                        {side * 0.46f, 0.02f},
                                        {side * 0.50f, 0.36f},
                                        {side * 0.46f, 0.72f},
                                        {side * 0.30f, 0.62f},
                                        {side * 0.26f, 0.36f}},
                                       0.04f),
                          plain(Ink, 0.8f));
            m_canvas.fill(Shape::curve({{side * 0.48f, 0.00f},
                                        {side * 0.70f, 0.08f},
                                        {side * 0.76f, 0.38f},
                                        {side * 0.70f, 0.68f},
                                        {side * 0.48f, 0.76f},
                                        {side * 0.44f, 0.38f}},
                                       0.03f),
                          {m_colour, m_look.pattern, 0.8f, 0.14f, 0.4f, 1});
            m_canvas.fill(Shape::ring({side * 0.60f, 0.38f}, 0.09f, 0.014f), plain(contrast(), 0.2f));
        }
    }

    void box()
    {
        m_canvas.shadow({0.08f, 0.74f}, 0.66f, 0.09f, 0.8f);
        m_canvas.fill(
            Shape::polygon({{0.36f, -0.46f}, {0.66f, -0.60f}, {0.66f, 0.50f}, {0.36f, 0.72f}}, 0.006f),
            plain(darker(m_colour, 0.42f), 0.3f));
        m_canvas.fill(
            Shape::polygon({{-0.58f, -0.46f}, {-0.26f, -0.60f}, {0.66f, -0.60f}, {0.36f, -0.46f}}, 0.006f),
            plain(lighter(m_colour, 0.35f), 0.1f));
        m_canvas.fill(Shape::box({-0.585f, -0.465f}, {0.365f, 0.725f}, 0.008f), cloth(0.3f));
        m_canvas.fill(Shape::box({-0.46f, -0.28f}, {0.24f, 0.10f}, 0.02f), plain(Paper, 0.1f));
        const QString name = word();
        centred(name, -0.20f, 0.11f, plain(Ink, 0), -0.11f);
        centred(QStringLiteral("SERIES %1").arg(m_look.version + 2), -0.02f, 0.055f,
                plain(darker(m_colour, 0.35f), 0), -0.11f);
        for (int i = 0; i < 3; ++i)
            m_canvas.fill(Shape::disc({-0.36f + 0.25f * float(i), 0.40f}, 0.10f),
                          plain(i == m_random.below(3) ? contrast() : lighter(m_colour, 0.5f), 0.5f));
        float x = 0.02f;
        for (int i = 0; i < 14; ++i) {
            const float width = 0.005f + 0.004f * float(m_random.below(3));
            m_canvas.fill(Shape::box({x, 0.58f}, {x + width, 0.68f}, 0.001f), plain(contrast(), 0));
            x += width + 0.009f;
        }
    }

    Canvas &m_canvas;
    Rgb m_colour;
    Look m_look;
    Random m_random;
};

} // namespace

const std::array<Rgb, PictureColours> &pictureColours()
{
    static const std::array<Rgb, PictureColours> colours{{{0.16f, 0.17f, 0.20f},
                                                          {0.93f, 0.92f, 0.89f},
                                                          {0.16f, 0.30f, 0.56f},
                                                          {0.74f, 0.16f, 0.18f},
                                                          {0.20f, 0.45f, 0.32f},
                                                          {0.56f, 0.57f, 0.60f},
                                                          {0.80f, 0.68f, 0.52f},
                                                          {0.91f, 0.55f, 0.62f},
                                                          {0.92f, 0.72f, 0.22f},
                                                          {0.42f, 0.26f, 0.52f},
                                                          {0.44f, 0.29f, 0.20f},
                                                          {0.27f, 0.63f, 0.70f}}};
    return colours;
}

QByteArray drawPicture(const Look &look)
{
    static constexpr std::array backdrops{Rgb{0.97f, 0.97f, 0.97f}, Rgb{0.96f, 0.95f, 0.92f},
                                          Rgb{0.93f, 0.95f, 0.97f}, Rgb{0.96f, 0.93f, 0.93f}};
    static constexpr std::array<std::array<int, 2>, 4> sizes{
        {{1000, 1000}, {1000, 1250}, {1000, 1000}, {1200, 1600}}};
    const std::size_t choice = std::size_t(look.version + look.colour + int(look.kind) * 3);
    const auto [width, height] = sizes[choice % sizes.size()];
    Canvas canvas(width, height, quint32(choice * 7919));
    const Rgb paper = backdrops[(choice / 2) % backdrops.size()];
    canvas.backdrop(paper, darker(paper, 0.09f));
    Painter(canvas, look).draw();
    return canvas.toPng();
}

} // namespace vitrine::exchange
