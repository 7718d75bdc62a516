#include "codec/vips/render.h"

#include "codec/vips/colour.h"
#include "codec/vips/encode.h"
#include "images/resize_plan.h"
#include "images/ssim.h"

#include <chrono>

namespace vitrine::codec {

using images::Fit;
using images::Size;
using vips::VImage;

namespace {

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

/// Decoded, resized to `scaled` (of the upright picture), upright, sRGB.
VImage loadScaled(const SourceImage &source, Size scaled)
{
    const Size stored = source.isTurned() ? Size{scaled.heightPx, scaled.widthPx} : scaled;
    const int shrink = images::shrinkOnLoad({source.storedWidthPx(), source.storedHeightPx()}, stored,
                                            source.largestShrink());
    const VImage small = resized(source.load(shrink), stored);
    source.checkDamage();
    return toSrgb(small.autorot()).copy_memory();
}

VImage cropped(const VImage &picture, Size canvas, images::Crop crop)
{
    if (picture.width() == canvas.widthPx && picture.height() == canvas.heightPx)
        return picture;
    return picture.smartcrop(canvas.widthPx, canvas.heightPx,
                             VImage::option()->set("interesting", crop == images::Crop::Attention
                                                                      ? VIPS_INTERESTING_ATTENTION
                                                                      : VIPS_INTERESTING_CENTRE));
}

VImage padded(const VImage &picture, Size canvas, std::uint32_t backgroundRgb)
{
    if (picture.width() == canvas.widthPx && picture.height() == canvas.heightPx)
        return picture;
    std::vector<double> background = toComponents(backgroundRgb);
    if (picture.has_alpha())
        background.push_back(0);
    return withColourBands(picture).embed(
        (canvas.widthPx - picture.width()) / 2, (canvas.heightPx - picture.height()) / 2, canvas.widthPx,
        canvas.heightPx,
        VImage::option()->set("extend", VIPS_EXTEND_BACKGROUND)->set("background", background));
}

/// The lossless picture that every format of this variant encodes.
VImage compose(const SourceImage &source, const Job &job)
{
    const images::ResizePlan plan = images::planResize({source.uprightWidthPx(), source.uprightHeightPx()},
                                                       {job.operations.widthPx, job.operations.heightPx}, job.operations.fit);
    VImage picture = loadScaled(source, plan.scaled);
    if (job.target == TargetFormat::Jpeg)
        picture = flattened(picture, job.operations.backgroundRgb);
    if (job.operations.sharpen > 0)
        picture = picture.sharpen(VImage::option()->set("sigma", job.operations.sharpen));
    if (job.operations.fit == Fit::Cover)
        picture = cropped(picture, plan.canvas, job.operations.crop);
    else if (job.operations.fit == Fit::Pad)
        picture = padded(picture, plan.canvas, job.operations.backgroundRgb);
    return picture.copy_memory();
}

images::Luma lumaOf(const VImage &picture, std::uint32_t backgroundRgb)
{
    const VImage flat = withColourBands(flattened(picture, backgroundRgb)).copy_memory();
    images::Luma luma{{}, flat.width(), flat.height()};
    const std::size_t pixels = static_cast<std::size_t>(flat.width()) * flat.height();
    luma.samples.resize(pixels);
    const auto *rgb = static_cast<const std::uint8_t *>(flat.data());
    // ITU-R BT.601 luma in 8-bit fixed point, as JPEG defines it.
    for (std::size_t i = 0; i < pixels; ++i)
        luma.samples[i] =
            static_cast<std::uint8_t>((77 * rgb[3 * i] + 150 * rgb[3 * i + 1] + 29 * rgb[3 * i + 2]) >> 8);
    return luma;
}

void render(const SourceImage &source, const Job &job, Outcome &outcome)
{
    const auto start = std::chrono::steady_clock::now();
    const VImage reference = compose(source, job);
    outcome.bytes = encode(reference, job.target, job.quality);
    outcome.renderMicros =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start)
            .count();
    outcome.widthPx = reference.width();
    outcome.heightPx = reference.height();
    outcome.alpha = reference.has_alpha();
    if (job.score) {
        outcome.ssim = images::meanSsim(lumaOf(reference, job.operations.backgroundRgb),
                                        lumaOf(decodeAgain(outcome.bytes, job.target), job.operations.backgroundRgb));
        outcome.scored = true;
    }
}

void decodeToPixels(const SourceImage &source, const Job &job, Outcome &outcome)
{
    const images::ResizePlan plan = images::planResize({source.uprightWidthPx(), source.uprightHeightPx()},
                                                       {job.operations.widthPx, job.operations.heightPx}, Fit::Inside);
    VImage picture = withColourBands(loadScaled(source, plan.scaled));
    if (!picture.has_alpha())
        picture = picture.bandjoin(255);
    picture = picture.copy_memory();
    outcome.widthPx = picture.width();
    outcome.heightPx = picture.height();
    outcome.bytes.assign(static_cast<const char *>(picture.data()),
                         static_cast<std::size_t>(picture.width()) * picture.height() * 4);
}

void validate(const SourceImage &source)
{
    // The average needs every pixel and keeps none.
    source.load().avg();
    source.checkDamage();
}

} // namespace

Outcome perform(const Job &job, int descriptor)
{
    const SourceImage source(descriptor, job);
    source.checkLimits();
    Outcome outcome;
    outcome.widthPx = source.uprightWidthPx();
    outcome.heightPx = source.uprightHeightPx();
    outcome.frames = source.frames();
    outcome.alpha = source.hasAlpha();
    switch (job.kind) {
    case JobKind::Validate:
        validate(source);
        break;
    case JobKind::Render:
        render(source, job, outcome);
        break;
    case JobKind::Decode:
        decodeToPixels(source, job, outcome);
        break;
    }
    return outcome;
}

} // namespace vitrine::codec
