#include "exchange/picture_canvas.h"

namespace vitrine::exchange {
namespace {

/// A glyph is strokes on a grid of 4 x 6, each a run of points "xy"; a bar lifts the pen.
const char *strokesOf(char16_t c)
{
    static constexpr const char *letters[] = {"0603204346|0444",
                                              "00063645443303|0030414233",
                                              "4130100105163645",
                                              "00063645413000",
                                              "40000646|0333",
                                              "400006|0333",
                                              "413010010516364443 33",
                                              "0006|4046|0343",
                                              "1030|2026|1636",
                                              "4045361605",
                                              "0006|400346",
                                              "000646",
                                              "0600234046",
                                              "06004640",
                                              "10304145361605011030",
                                              "0600304142330 3",
                                              "10304145361605011030|2446",
                                              "0600304142330346",
                                              "413010010213334445361605",
                                              "0040|2026",
                                              "0005163645 40",
                                              "002640",
                                              "0016233640",
                                              "0046|4006",
                                              "002340|2326",
                                              "00400646"};
    static constexpr const char *digits[] = {
        "10304145361605011030",      "012026|0646", "01103041420646",
        "0130414233|13334445361605", "36300444",    "40000333444536160 5",
        "40101505163645443303",      "004016",      "13020110304142331304051636454433",
        "0616364541301001021343"};
    if (c >= u'A' && c <= u'Z')
        return letters[c - u'A'];
    if (c >= u'0' && c <= u'9')
        return digits[c - u'0'];
    return c == u'-' ? "1333" : "";
}

constexpr float Advance = 5.6f / 6; // of a capital's height

} // namespace

float Canvas::textWidth(const QString &text, float height)
{
    return float(text.size()) * Advance * height;
}

void Canvas::write(const QString &text, Point at, float height, const Paint &paint)
{
    const float step = height / 6;
    for (const QChar c : text) {
        Point last{-1, -1};
        bool down = false;
        int pending = -1;
        for (const char *stroke = strokesOf(c.unicode()); *stroke; ++stroke) {
            if (*stroke == '|') {
                down = false;
            } else if (*stroke >= '0' && *stroke <= '9') {
                if (pending < 0) {
                    pending = *stroke - '0';
                    continue;
                }
                const Point next{at.x + float(pending) * step, at.y + float(*stroke - '0') * step};
                pending = -1;
                if (down)
                    fill(Shape::line(last, next, step * 0.9f), paint);
                last = next;
                down = true;
            }
        }
        at.x += Advance * height;
    }
}

} // namespace vitrine::exchange
