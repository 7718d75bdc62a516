#include "codec/vips/compose.h"

#include "codec/vips/colour.h"
#include "codec/vips/retouch.h"

#include <string>

namespace vitrine::codec {

using images::Fit;
using images::Operations;
using images::Place;
using images::Size;
using vips::VImage;

namespace {

constexpr int MaxResultSidePx = 16384;

VImage cut(const VImage &picture, const Operations::Region &region)
{
    if (region.width == picture.width() && region.height == picture.height())
        return picture;
    return picture.extract_area(region.left, region.top, region.width, region.height);
}

/// Resizes the picture, which is in its stored orientation, to the size, and pulls every pixel through the
/// decoder.
VImage resized(const VImage &picture, Size stored)
{
    if (picture.width() == stored.widthPx && picture.height() == stored.heightPx)
        return picture.copy_memory();
    const double horizontal = static_cast<double>(stored.widthPx) / picture.width();
    const double vertical = static_cast<double>(stored.heightPx) / picture.height();
    // Colour under transparent pixels must not bleed out: it is weighted by alpha first.
    const bool alpha = picture.has_alpha();
    VImage scaled =
        (alpha ? picture.premultiply() : picture)
            .resize(horizontal,
                    VImage::option()->set("vscale", vertical)->set("kernel", VIPS_KERNEL_LANCZOS3));
    if (alpha)
        scaled = scaled.unpremultiply().cast(picture.format());
    return scaled.copy_memory();
}

VImage cropped(const VImage &picture, Size canvas, const Operations &operations)
{
    using images::Crop;
    if (picture.width() == canvas.widthPx && picture.height() == canvas.heightPx)
        return picture;
    const auto byInterest = [&](VipsInteresting interest) {
        return picture.smartcrop(canvas.widthPx, canvas.heightPx,
                                 VImage::option()->set("interesting", interest));
    };
    Place place = images::cropPlace({picture.width(), picture.height()}, canvas, 0.5, 0.5);
    switch (operations.crop) {
    case Crop::Attention:
        return byInterest(VIPS_INTERESTING_ATTENTION);
    case Crop::Entropy:
        return byInterest(VIPS_INTERESTING_ENTROPY);
    case Crop::Focus:
        place = images::cropPlace({picture.width(), picture.height()}, canvas, operations.focusX,
                                  operations.focusY);
        break;
    case Crop::Centre:
        break;
    }
    return picture.extract_area(place.leftPx, place.topPx, canvas.widthPx, canvas.heightPx);
}

VImage padded(const VImage &picture, Size canvas, const Operations &operations)
{
    const bool focused = operations.crop == images::Crop::Focus;
    const Place place = images::padPlace({picture.width(), picture.height()}, canvas,
                                         focused ? operations.focusX : 0.5, focused ? operations.focusY : 0.5);
    return onCanvas(picture, canvas, place, operations.backgroundRgb);
}

void checkResult(const images::ResizePlan &plan, const Job &job)
{
    for (const Size &size : {plan.scaled, images::finishedSize(plan.canvas, job.operations)}) {
        const std::int64_t pixels = static_cast<std::int64_t>(size.widthPx) * size.heightPx;
        if (pixels > job.maxPixels || size.widthPx > MaxResultSidePx || size.heightPx > MaxResultSidePx)
            throw Refusal(JobOutcome::Unprocessable,
                          "a result of " + std::to_string(size.widthPx) + " x " +
                              std::to_string(size.heightPx) + " is more than " +
                              std::to_string(job.maxPixels / 1'000'000) + " megapixels or than " +
                              std::to_string(MaxResultSidePx) + " on a side");
    }
}

} // namespace

VImage loadScaled(const SourceImage &source, const Operations::Region &region, Size scaled)
{
    const Size stored = source.isTurned() ? Size{scaled.heightPx, scaled.widthPx} : scaled;
    const Operations::Region part = images::storedRegion(
        region, {source.uprightWidthPx(), source.uprightHeightPx()}, source.exifOrientation());
    const int shrink = images::shrinkOnLoad({part.width, part.height}, stored, source.largestShrink());
    const VImage loaded = source.load(shrink);
    const VImage small = resized(
        cut(loaded, images::shrunkRegion(part, {source.storedWidthPx(), source.storedHeightPx()},
                                         {loaded.width(), loaded.height()})),
        stored);
    source.checkDamage();
    return toSrgb(small.autorot()).copy_memory();
}

VImage compose(const SourceImage &source, const Job &job)
{
    const Operations &wanted = job.operations;
    const Size whole{source.uprightWidthPx(), source.uprightHeightPx()};
    const auto region = images::clippedRegion(wanted.region, whole);
    if (!region)
        throw Refusal(JobOutcome::Unprocessable,
                      "the region lies outside the picture, which has " + std::to_string(whole.widthPx) +
                          " x " + std::to_string(whole.heightPx) + " pixels");
    const images::ResizePlan plan =
        images::planResize({region->width, region->height}, {wanted.widthPx, wanted.heightPx}, wanted.fit,
                           wanted.enlarge);
    checkResult(plan, job);

    VImage picture = loadScaled(source, *region, plan.scaled);
    // Every bare part of the canvas then takes the background by itself.
    const bool opaque = wanted.opaque || job.target == TargetFormat::Jpeg;
    if (opaque)
        picture = flattened(picture, wanted.backgroundRgb);
    if (wanted.fit == Fit::Cover)
        picture = cropped(picture, plan.canvas, wanted);
    else if (wanted.fit == Fit::Pad)
        picture = padded(picture, plan.canvas, wanted);
    if (wanted.mirror)
        picture = picture.flip(VIPS_DIRECTION_HORIZONTAL);
    picture = turned(picture, wanted.rotationDegrees, wanted.backgroundRgb, !opaque);
    picture = toned(picture, wanted.tone);
    picture = blurred(picture, wanted.blurSigma);
    if (wanted.sharpen > 0)
        picture = picture.sharpen(VImage::option()->set("sigma", wanted.sharpen));
    const Operations::Edges &edges = wanted.padding;
    picture = onCanvas(
        picture,
        {picture.width() + edges.left + edges.right, picture.height() + edges.top + edges.bottom},
        {edges.left, edges.top}, wanted.backgroundRgb);
    return picture.copy_memory();
}

} // namespace vitrine::codec
