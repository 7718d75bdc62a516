#include "codec/vips/planar_render.h"

#include "codec/vips/encode.h"
#include "images/resize_plan.h"

#include <algorithm>
#include <cmath>

namespace vitrine::codec {

using images::Crop;
using images::Fit;
using images::Operations;
using images::Size;

namespace {

// libvips keeps chroma whole from here on too.
constexpr int WholeChromaQuality = 90;

bool isPlain(const Job &job)
{
    const Operations &wanted = job.operations;
    const bool format = job.target == TargetFormat::Jpeg || job.target == TargetFormat::Webp;
    const bool fit = wanted.fit == Fit::Inside || wanted.fit == Fit::Exact ||
                     (wanted.fit == Fit::Cover && (wanted.crop == Crop::Centre || wanted.crop == Crop::Focus));
    Operations rest = wanted; // whatever else there is has to be as it is by default
    rest.widthPx = rest.heightPx = 0;
    rest.fit = Fit::Inside;
    rest.crop = Crop::Centre;
    rest.focusX = rest.focusY = 0.5;
    rest.enlarge = false;
    rest.opaque = false;
    rest.animated = true;
    rest.backgroundRgb = Operations{}.backgroundRgb;
    return job.source == SourceKind::Jpeg && format && fit && rest == Operations{};
}

/// The part of the upright original that the canvas shows.
Window shownPart(const images::ResizePlan &plan, Size original, const Operations &wanted)
{
    const bool focused = wanted.crop == Crop::Focus;
    const images::Place place = images::cropPlace(plan.scaled, plan.canvas, focused ? wanted.focusX : 0.5,
                                                  focused ? wanted.focusY : 0.5);
    const double across = static_cast<double>(original.widthPx) / plan.scaled.widthPx;
    const double down = static_cast<double>(original.heightPx) / plan.scaled.heightPx;
    return {place.leftPx * across, place.topPx * down, plan.canvas.widthPx * across,
            plan.canvas.heightPx * down};
}

/// images::storedRegion() for a window.
Window storedWindow(const Window &shown, Size upright, int orientation)
{
    const double fromRight = upright.widthPx - shown.left - shown.width;
    const double fromBottom = upright.heightPx - shown.top - shown.height;
    switch (orientation) {
    case 2:
        return {fromRight, shown.top, shown.width, shown.height};
    case 3:
        return {fromRight, fromBottom, shown.width, shown.height};
    case 4:
        return {shown.left, fromBottom, shown.width, shown.height};
    case 5:
        return {shown.top, shown.left, shown.height, shown.width};
    case 6:
        return {shown.top, fromRight, shown.height, shown.width};
    case 7:
        return {fromBottom, fromRight, shown.height, shown.width};
    case 8:
        return {fromBottom, shown.left, shown.height, shown.width};
    default:
        return shown;
    }
}

/// Samples a pixel of the original: 1, 1/2, 1/4…, whatever the last sample of an odd side covers.
double density(int samples, int pixels)
{
    return std::exp2(std::round(std::log2(static_cast<double>(samples) / pixels)));
}

/// One plane of the result, `size` samples for `covered` pixels of the canvas. `window`, in pixels of the stored original,
/// is what the canvas's `whole` pixels show; half a sample more is covered where an odd side was rounded up, at the end
/// that a viewer sees last.
Plane resizedPlane(const Plane &plane, const Window &window, Size original, Size size, Size covered, Size whole,
                   int orientation)
{
    const double across = density(plane.width, original.widthPx);
    const double down = density(plane.height, original.heightPx);
    const double moreAcross = window.width * (covered.widthPx - whole.widthPx) / whole.widthPx;
    const double moreDown = window.height * (covered.heightPx - whole.heightPx) / whole.heightPx;
    const bool lastColumnFirst = seenFrom(orientation).lastColumn, lastRowFirst = seenFrom(orientation).lastRow;
    const Window part{(window.left - (lastColumnFirst ? moreAcross : 0)) * across,
                      (window.top - (lastRowFirst ? moreDown : 0)) * down, (window.width + moreAcross) * across,
                      (window.height + moreDown) * down};
    return uprighted(resampled(plane, part, size.widthPx, size.heightPx, PlanePadding), orientation, PlanePadding);
}

} // namespace

std::optional<PlanarVariant> renderPlanar(const SourceImage &source, const Job &job)
{
    if (!isPlain(job) || source.hasForeignProfile())
        return std::nullopt;
    const Operations &wanted = job.operations;
    const Size upright{source.uprightWidthPx(), source.uprightHeightPx()};
    const Size original{source.storedWidthPx(), source.storedHeightPx()};
    const images::ResizePlan plan =
        images::planResize(upright, {wanted.widthPx, wanted.heightPx}, wanted.fit, wanted.enlarge);
    if (plan.scaled.widthPx > upright.widthPx || plan.scaled.heightPx > upright.heightPx)
        return std::nullopt;
    const auto stored = [&](Size size) {
        return source.isTurned() ? Size{size.heightPx, size.widthPx} : size;
    };
    const int shrink = images::shrinkOnLoad(original, stored(plan.scaled), source.largestShrink());
    const std::optional<YccPlanes> planes = decodeToPlanes(source.bytes(), shrink);
    if (!planes)
        return std::nullopt;

    const int orientation = source.exifOrientation();
    const Window window = storedWindow(shownPart(plan, upright, wanted), upright, orientation);
    const Size whole = stored(plan.canvas);
    const bool halved = job.target == TargetFormat::Webp || job.quality < WholeChromaQuality;
    const Size half{(whole.widthPx + 1) / 2, (whole.heightPx + 1) / 2};
    const Size chroma = halved ? half : whole;
    const Size covered = halved ? Size{2 * half.widthPx, 2 * half.heightPx} : whole;
    const YccPlanes result{resizedPlane((*planes)[0], window, original, whole, whole, whole, orientation),
                           resizedPlane((*planes)[1], window, original, chroma, covered, whole, orientation),
                           resizedPlane((*planes)[2], window, original, chroma, covered, whole, orientation)};
    const int side = std::max(whole.widthPx, whole.heightPx);
    std::optional<std::string> bytes =
        job.target == TargetFormat::Webp
            ? encodePlanesAsWebp(result, job.quality, webpEffort(side))
            : encodePlanes(result, job.quality, isOptimizedCodingWorthIt(side));
    if (!bytes)
        return std::nullopt;
    return PlanarVariant{std::move(*bytes), result[0]};
}

} // namespace vitrine::codec
