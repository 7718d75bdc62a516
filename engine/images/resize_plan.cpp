#include "images/resize_plan.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

namespace vitrine::images {

namespace {

// Far beyond what is ever rendered; keeps every sum of two sides within an int.
constexpr double LargestPlannedSidePx = 500'000'000;

int scaledSide(int side, double factor)
{
    return static_cast<int>(std::lround(std::clamp(side * factor, 1.0, LargestPlannedSidePx)));
}

/// What one side of the box makes of the other where that is left to the proportions.
Size wholeBox(Size picture, Size box)
{
    if (box.widthPx <= 0 && box.heightPx <= 0)
        return picture;
    if (box.widthPx <= 0)
        box.widthPx = scaledSide(picture.widthPx, static_cast<double>(box.heightPx) / picture.heightPx);
    else if (box.heightPx <= 0)
        box.heightPx = scaledSide(picture.heightPx, static_cast<double>(box.widthPx) / picture.widthPx);
    return box;
}

/// By how much the picture grows or shrinks to keep within the box.
double insideFactor(Size picture, Size box)
{
    if (box.widthPx <= 0 && box.heightPx <= 0)
        return 1;
    const double horizontal = static_cast<double>(box.widthPx) / picture.widthPx;
    const double vertical = static_cast<double>(box.heightPx) / picture.heightPx;
    return box.widthPx <= 0 ? vertical : box.heightPx <= 0 ? horizontal : std::min(horizontal, vertical);
}

/// The box, shrunk until it fits in the picture, so that filling it enlarges nothing.
Size boxWithin(Size picture, Size box)
{
    const double scale = std::min({1.0, static_cast<double>(picture.widthPx) / box.widthPx,
                                   static_cast<double>(picture.heightPx) / box.heightPx});
    return {scaledSide(box.widthPx, scale), scaledSide(box.heightPx, scale)};
}

int clampedStart(double centre, int extent, int room)
{
    return std::clamp(static_cast<int>(std::floor(centre - extent / 2.0)), 0, std::max(0, room - extent));
}

} // namespace

ResizePlan planResize(Size picture, Size box, Fit fit, bool enlarge)
{
    const Size whole = wholeBox(picture, box);
    if (fit == Fit::Cover || fit == Fit::Exact) {
        const Size canvas = enlarge ? whole : boxWithin(picture, whole);
        if (fit == Fit::Exact)
            return {canvas, canvas};
        const double factor = std::max(static_cast<double>(canvas.widthPx) / picture.widthPx,
                                       static_cast<double>(canvas.heightPx) / picture.heightPx);
        const Size scaled{std::max(canvas.widthPx, scaledSide(picture.widthPx, factor)),
                          std::max(canvas.heightPx, scaledSide(picture.heightPx, factor))};
        return {scaled, canvas};
    }
    const double inside = insideFactor(picture, box);
    const double factor = enlarge ? inside : std::min(1.0, inside);
    const Size scaled{scaledSide(picture.widthPx, factor), scaledSide(picture.heightPx, factor)};
    return {scaled, fit == Fit::Pad ? whole : scaled};
}

std::optional<Operations::Region> clippedRegion(const Operations::Region &region, Size picture)
{
    if (region.isWhole())
        return Operations::Region{0, 0, picture.widthPx, picture.heightPx};
    const std::int64_t left = std::max(region.left, 0), top = std::max(region.top, 0);
    const std::int64_t right =
        std::min<std::int64_t>(std::int64_t{region.left} + region.width, picture.widthPx);
    const std::int64_t bottom =
        std::min<std::int64_t>(std::int64_t{region.top} + region.height, picture.heightPx);
    if (right <= left || bottom <= top)
        return std::nullopt;
    return Operations::Region{static_cast<std::int32_t>(left), static_cast<std::int32_t>(top),
                              static_cast<std::int32_t>(right - left),
                              static_cast<std::int32_t>(bottom - top)};
}

Operations::Region shrunkRegion(const Operations::Region &region, Size stored, Size shrunk)
{
    const auto down = [](std::int64_t at, int from, int to) { return static_cast<int>(at * to / from); };
    const auto up = [](std::int64_t at, int from, int to) {
        return static_cast<int>(std::min<std::int64_t>((at * to + from - 1) / from, to));
    };
    const int left = std::min(down(region.left, stored.widthPx, shrunk.widthPx), shrunk.widthPx - 1);
    const int top = std::min(down(region.top, stored.heightPx, shrunk.heightPx), shrunk.heightPx - 1);
    const int right = up(std::int64_t{region.left} + region.width, stored.widthPx, shrunk.widthPx);
    const int bottom = up(std::int64_t{region.top} + region.height, stored.heightPx, shrunk.heightPx);
    return {left, top, std::max(1, right - left), std::max(1, bottom - top)};
}

Place cropPlace(Size scaled, Size canvas, double focusX, double focusY)
{
    return {clampedStart(focusX * scaled.widthPx, canvas.widthPx, scaled.widthPx),
            clampedStart(focusY * scaled.heightPx, canvas.heightPx, scaled.heightPx)};
}

Place padPlace(Size scaled, Size canvas, double focusX, double focusY)
{
    return {clampedStart(focusX * canvas.widthPx, scaled.widthPx, canvas.widthPx),
            clampedStart(focusY * canvas.heightPx, scaled.heightPx, canvas.heightPx)};
}

Size finishedSize(Size canvas, const Operations &operations)
{
    if (isQuarterTurn(operations.rotationDegrees)) {
        if (std::fmod(operations.rotationDegrees, 180.0) != 0)
            std::swap(canvas.widthPx, canvas.heightPx);
    } else {
        const double angle = operations.rotationDegrees * std::numbers::pi / 180;
        const double cosine = std::abs(std::cos(angle)), sine = std::abs(std::sin(angle));
        canvas = {static_cast<int>(std::ceil(canvas.widthPx * cosine + canvas.heightPx * sine)) + 2,
                  static_cast<int>(std::ceil(canvas.widthPx * sine + canvas.heightPx * cosine)) + 2};
    }
    return {canvas.widthPx + operations.padding.left + operations.padding.right,
            canvas.heightPx + operations.padding.top + operations.padding.bottom};
}

bool isWithinAnimationBudget(int frames, Size picture, Size result)
{
    constexpr int MaxFrames = 1000;
    constexpr std::int64_t MaxDecodedPixels = 40'000'000, MaxEncodedPixels = 20'000'000;
    const auto pixels = [frames](Size size) {
        return static_cast<std::int64_t>(size.widthPx) * size.heightPx * frames;
    };
    return frames <= MaxFrames && pixels(picture) <= MaxDecodedPixels && pixels(result) <= MaxEncodedPixels;
}

bool isQuarterTurn(double degrees)
{
    return std::fmod(degrees, 90.0) == 0;
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
