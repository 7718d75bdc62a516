#include "codec/vips/compose.h"

#include "codec/vips/colour.h"
#include "codec/vips/planar_render.h"
#include "codec/vips/retouch.h"

#include <optional>
#include <string>
#include <vector>

namespace vitrine::codec {

using images::Fit;
using images::Operations;
using images::Place;
using images::Size;
using vips::VImage;

namespace {

// libvips averages whole pixels first and leaves this factor for the filter. With 2, its default, cloth of some threads
// turns into moire; 0 averages nothing.
constexpr double FilterGap = 0;
constexpr int MaxResultSidePx = 16384;
constexpr int DefaultDelayMs = 100; // what browsers make of none

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
            .resize(horizontal, VImage::option()
                                    ->set("vscale", vertical)
                                    ->set("kernel", VIPS_KERNEL_LANCZOS3)
                                    ->set("gap", FilterGap));
    if (alpha)
        scaled = scaled.unpremultiply().cast(picture.format());
    return scaled.copy_memory();
}

/// Where to cut for the crop that was asked for.
Place chosenPlace(const VImage &picture, Size canvas, const Operations &operations)
{
    using images::Crop;
    const Size size{picture.width(), picture.height()};
    const auto byInterest = [&](VipsInteresting interest) {
        const VImage part = picture.smartcrop(canvas.widthPx, canvas.heightPx,
                                              VImage::option()->set("interesting", interest));
        return Place{-part.xoffset(), -part.yoffset()};
    };
    switch (operations.crop) {
    case Crop::Attention:
        return byInterest(VIPS_INTERESTING_ATTENTION);
    case Crop::Entropy:
        return byInterest(VIPS_INTERESTING_ENTROPY);
    case Crop::Focus:
        return images::cropPlace(size, canvas, operations.focusX, operations.focusY);
    case Crop::Centre:
        break;
    }
    return images::cropPlace(size, canvas, 0.5, 0.5);
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

/// What happens to a frame once it has its size. A crop by interest is chosen in the first one and kept, or an
/// animation would jump.
class FrameFinisher
{
public:
    FrameFinisher(const Job &job, Size canvas) : m_job(job), m_canvas(canvas) {}

    VImage finish(VImage picture)
    {
        const Operations &wanted = m_job.operations;
        // Every bare part of the canvas then takes the background by itself.
        const bool opaque = wanted.opaque || m_job.target == TargetFormat::Jpeg;
        if (opaque)
            picture = flattened(picture, wanted.backgroundRgb);
        if (wanted.fit == Fit::Cover)
            picture = cropped(picture);
        else if (wanted.fit == Fit::Pad)
            picture = padded(picture, m_canvas, wanted);
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

private:
    VImage cropped(const VImage &picture)
    {
        if (picture.width() == m_canvas.widthPx && picture.height() == m_canvas.heightPx)
            return picture;
        if (!m_place)
            m_place = chosenPlace(picture, m_canvas, m_job.operations);
        return picture.extract_area(m_place->leftPx, m_place->topPx, m_canvas.widthPx, m_canvas.heightPx);
    }

    const Job &m_job;
    const Size m_canvas;
    std::optional<Place> m_place;
};

/// Most frames of most animations hide nothing, and colour that need not be weighted by alpha is resized in a third of
/// the time.
VImage withoutIdleAlpha(const VImage &frame)
{
    if (!frame.has_alpha() || frame[frame.bands() - 1].min() < 255)
        return frame;
    return frame.extract_band(0, VImage::option()->set("n", frame.bands() - 1));
}

Frames composeAnimation(const SourceImage &source, const Operations::Region &region, Size scaled,
                        FrameFinisher &finisher)
{
    // Frames are read from top to bottom, each once: only the results are held.
    const VImage all = source.loadFrames();
    const int height = source.storedHeightPx(), count = all.height() / height;
    std::vector<VImage> finished;
    for (int i = 0; i < count; ++i) {
        const VImage frame = withoutIdleAlpha(
            all.extract_area(region.left, i * height + region.top, region.width, region.height)
                .copy_memory());
        VImage small = toSrgb(resized(frame, scaled));
        if (all.has_alpha() && !small.has_alpha())
            small = small.bandjoin(255);
        finished.push_back(finisher.finish(small));
    }
    source.checkDamage();
    Frames frames{VImage::arrayjoin(finished, VImage::option()->set("across", 1)).copy_memory(), count, {}, 0};
    if (all.get_typeof("delay") != 0)
        frames.delaysMs = all.get_array_int("delay");
    frames.delaysMs.resize(static_cast<std::size_t>(count), DefaultDelayMs);
    if (all.get_typeof("loop") == G_TYPE_INT)
        frames.loops = all.get_int("loop");
    return frames;
}

} // namespace

VImage loadScaled(Decodes &decodes, const Operations::Region &region, Size scaled)
{
    const SourceImage &source = decodes.source();
    const Size upright{source.uprightWidthPx(), source.uprightHeightPx()};
    if (region.width == upright.widthPx && region.height == upright.heightPx) {
        if (const auto picture = scaledFromPlanes(decodes, scaled))
            return toSrgb(*picture);
    }
    const Size stored = source.isTurned() ? Size{scaled.heightPx, scaled.widthPx} : scaled;
    const Operations::Region part = images::storedPart(region, upright, source.exifOrientation());
    const int shrink = images::shrinkOnLoad({part.width, part.height}, stored, source.largestShrink());
    const VImage loaded = decodes.picture(shrink);
    const VImage small = resized(
        cut(loaded, images::shrunkRegion(part, {source.storedWidthPx(), source.storedHeightPx()},
                                         {loaded.width(), loaded.height()})),
        stored);
    source.checkDamage();
    return toSrgb(small.autorot()).copy_memory();
}

namespace {

Frames composed(Decodes &decodes, const Job &job, bool moves)
{
    const SourceImage &source = decodes.source();
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
    FrameFinisher finisher(job, plan.canvas);
    if (moves && images::isWithinAnimationBudget(source.frames(), whole, images::finishedSize(plan.canvas, wanted)))
        return composeAnimation(source, *region, plan.scaled, finisher);
    return {finisher.finish(loadScaled(decodes, *region, plan.scaled)), 1, {}, 0};
}

} // namespace

Frames compose(Decodes &decodes, const Job &job)
{
    const bool format = job.target == TargetFormat::Webp || job.target == TargetFormat::Gif;
    const bool moves = job.operations.animated && format && decodes.source().isAnimation();
    // Where nothing is transparent, every format has the same pixels. A canvas that is turned has bare corners.
    const bool opaque = job.operations.opaque || job.target == TargetFormat::Jpeg ||
                        (!decodes.source().hasAlpha() && images::isQuarterTurn(job.operations.rotationDegrees));
    std::optional<Decodes::LatestFrames> &latest = decodes.latestFrames;
    if (latest && latest->operations == job.operations && latest->opaque == opaque && latest->moves == moves)
        return latest->frames;
    const Frames frames = composed(decodes, job, moves);
    if (decodes.isKept())
        latest = {job.operations, opaque, moves, frames};
    return frames;
}

} // namespace vitrine::codec
