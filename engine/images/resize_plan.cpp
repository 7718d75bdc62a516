#include "images/resize_plan.h"

#include <algorithm>
#include <cmath>

namespace vitrine::images {

namespace {

int scaledSide(int side, double factor)
{
    return std::max(1, static_cast<int>(std::lround(side * factor)));
}

} // namespace

ResizePlan planResize(Size picture, Size box, Fit fit)
{
    if (box.widthPx <= 0)
        box.widthPx = picture.widthPx;
    if (box.heightPx <= 0)
        box.heightPx = picture.heightPx;
    const double horizontal = static_cast<double>(box.widthPx) / picture.widthPx;
    const double vertical = static_cast<double>(box.heightPx) / picture.heightPx;

    if (fit == Fit::Cover) {
        // The box shrinks until it fits in the picture, so that filling it never enlarges.
        const double boxScale = std::min({1.0, 1.0 / horizontal, 1.0 / vertical});
        const Size canvas{scaledSide(box.widthPx, boxScale), scaledSide(box.heightPx, boxScale)};
        const double factor =
            std::min(1.0, std::max(static_cast<double>(canvas.widthPx) / picture.widthPx,
                                   static_cast<double>(canvas.heightPx) / picture.heightPx));
        const Size scaled{std::max(canvas.widthPx, scaledSide(picture.widthPx, factor)),
                          std::max(canvas.heightPx, scaledSide(picture.heightPx, factor))};
        return {scaled, canvas};
    }
    const double factor = std::min({1.0, horizontal, vertical});
    const Size scaled{scaledSide(picture.widthPx, factor), scaledSide(picture.heightPx, factor)};
    return {scaled, fit == Fit::Pad ? box : scaled};
}

int shrinkOnLoad(Size picture, Size scaled, int largest, double minimumLeft)
{
    const double factor = std::min(static_cast<double>(picture.widthPx) / scaled.widthPx,
                                   static_cast<double>(picture.heightPx) / scaled.heightPx);
    int shrink = 1;
    while (shrink * 2 <= largest && factor / (shrink * 2) >= minimumLeft)
        shrink *= 2;
    return shrink;
}

} // namespace vitrine::images
