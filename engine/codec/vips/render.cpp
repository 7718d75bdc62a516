#include "codec/vips/render.h"

#include "codec/vips/baseline_twin.h"
#include "codec/vips/colour.h"
#include "codec/vips/compose.h"
#include "codec/vips/encode.h"
#include "codec/vips/planar_render.h"
#include "codec/vips/quality_search.h"
#include "images/resize_plan.h"
#include "images/ssim.h"

#include <chrono>
#include <optional>
#include <variant>

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

images::Luma lumaOf(const Plane &plane)
{
    images::Luma luma{{}, plane.width, plane.height};
    for (int y = 0; y < plane.height; ++y) {
        const std::uint8_t *row = plane.samples.data() + static_cast<std::size_t>(plane.stride) * y;
        luma.samples.insert(luma.samples.end(), row, row + plane.width);
    }
    return luma;
}

/// What was encoded, before its losses.
using Reference = std::variant<std::shared_ptr<const Plane>, VImage>;

Reference renderGenerally(Decodes &decodes, const Job &job, Outcome &outcome)
{
    const Frames frames = compose(decodes, job);
    const std::uint32_t background = job.operations.backgroundRgb;
    int quality = job.quality;
    if (job.careful && !job.qualityKnown) {
        const auto found = job.wantedScore > 0 ? findQuality(frames, job.target, job.wantedScore, quality, background)
                                               : findQualityLikeQuick(frames, job.target, quality, background);
        outcome.foundQuality = found.value_or(0);
        quality = found.value_or(quality);
    }
    outcome.bytes = job.halfChroma
                        ? encode(frames, job.target, quality, Effort::Quick, true)
                        : encodeWithin(frames, job.target, quality, job.operations.maxBytes,
                                       job.careful ? carefulEffort(frames.picture.width(), frames.heightPx()) : Effort::Quick);
    outcome.widthPx = frames.picture.width();
    outcome.heightPx = frames.heightPx();
    outcome.frames = frames.count;
    outcome.alpha = frames.picture.has_alpha();
    return frames.picture;
}

Reference renderShortest(Decodes &decodes, const Job &job, Outcome &outcome)
{
    std::optional<PlanarVariant> planar = job.careful ? std::nullopt : renderPlanar(decodes, job);
    if (!planar)
        return renderGenerally(decodes, job, outcome);
    outcome.bytes = std::move(planar->bytes);
    outcome.widthPx = planar->luma->width;
    outcome.heightPx = planar->luma->height;
    outcome.frames = 1;
    outcome.alpha = false;
    return planar->luma;
}

void render(Decodes &decodes, const Job &job, Outcome &outcome)
{
    const auto start = std::chrono::steady_clock::now();
    const Reference reference = renderShortest(decodes, job, outcome);
    outcome.renderMicros =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start)
            .count();
    if (!job.score)
        return;
    const std::uint32_t background = job.operations.backgroundRgb;
    const images::Luma before = std::holds_alternative<VImage>(reference)
                                    ? lumaOf(std::get<VImage>(reference), background)
                                    : lumaOf(*std::get<std::shared_ptr<const Plane>>(reference));
    outcome.ssim = images::meanSsim(before, lumaOf(decodeAgain(outcome.bytes, job.target), background));
    outcome.scored = true;
}

void decodeToPixels(Decodes &decodes, const Job &job, Outcome &outcome)
{
    const SourceImage &source = decodes.source();
    const images::Size whole{source.uprightWidthPx(), source.uprightHeightPx()};
    const images::ResizePlan plan = images::planResize(
        whole, {job.operations.widthPx, job.operations.heightPx}, images::Fit::Inside);
    VImage picture =
        withColourBands(loadScaled(decodes, {0, 0, whole.widthPx, whole.heightPx}, plan.scaled));
    if (!picture.has_alpha())
        picture = picture.bandjoin(255);
    picture = picture.copy_memory();
    outcome.widthPx = picture.width();
    outcome.heightPx = picture.height();
    outcome.bytes.assign(static_cast<const char *>(picture.data()),
                         static_cast<std::size_t>(picture.width()) * picture.height() * 4);
}

std::string twinOf(const SourceImage &source)
{
    if (std::optional<std::string> twin = baselineTwin(source.bytes()))
        return std::move(*twin);
    throw Refusal(JobOutcome::Unprocessable, "the JPEG has no baseline twin: it is damaged, or has unusual colours");
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
    Decodes decodes(source, Decodes::Keep::Planes);
    return perform(job, decodes);
}

Outcome perform(const Job &job, Decodes &decodes)
{
    const SourceImage &source = decodes.source();
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
        render(decodes, job, outcome);
        break;
    case JobKind::Decode:
        decodeToPixels(decodes, job, outcome);
        break;
    case JobKind::Twin:
        outcome.bytes = twinOf(source);
        break;
    case JobKind::Release: // no picture's
        break;
    }
    return outcome;
}

} // namespace vitrine::codec
