#include "codec/vips/render.h"

#include "codec/vips/colour.h"
#include "codec/vips/compose.h"
#include "codec/vips/encode.h"
#include "images/resize_plan.h"
#include "images/ssim.h"

#include <chrono>

namespace vitrine::codec {

using vips::VImage;

namespace {

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
    const Frames frames = compose(source, job);
    outcome.bytes = encodeWithin(frames, job.target, job.quality, job.operations.maxBytes);
    outcome.renderMicros =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start)
            .count();
    outcome.widthPx = frames.picture.width();
    outcome.heightPx = frames.heightPx();
    outcome.frames = frames.count;
    outcome.alpha = frames.picture.has_alpha();
    if (job.score) {
        outcome.ssim = images::meanSsim(lumaOf(frames.picture, job.operations.backgroundRgb),
                                        lumaOf(decodeAgain(outcome.bytes, job.target), job.operations.backgroundRgb));
        outcome.scored = true;
    }
}

void decodeToPixels(const SourceImage &source, const Job &job, Outcome &outcome)
{
    const images::Size whole{source.uprightWidthPx(), source.uprightHeightPx()};
    const images::ResizePlan plan = images::planResize(
        whole, {job.operations.widthPx, job.operations.heightPx}, images::Fit::Inside);
    VImage picture =
        withColourBands(loadScaled(source, {0, 0, whole.widthPx, whole.heightPx}, plan.scaled));
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
    const images::Size whole{source.storedWidthPx(), source.storedHeightPx()};
    const bool all = images::isWithinAnimationBudget(source.frames(), whole, {});
    // The average needs every pixel and keeps none.
    (all ? source.loadFrames() : source.load()).avg();
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
