#include "codec/vips/quality_search.h"

#include "codec/vips/colour.h"
#include "codec/vips/encode.h"
#include "images/perceptual_score.h"

#include <algorithm>

namespace vitrine::codec {

using vips::VImage;

namespace {

constexpr int LowestSearched = 20, HighestSearched = 95;
constexpr int SampleSidePx = 724; // half a megapixel

images::RgbPicture rgbOf(const VImage &picture, std::uint32_t backgroundRgb)
{
    const VImage flat = withColourBands(flattened(picture, backgroundRgb)).copy_memory();
    images::RgbPicture rgb{{}, flat.width(), flat.height()};
    const auto *samples = static_cast<const std::uint8_t *>(flat.data());
    rgb.samples.assign(samples, samples + std::size_t{3} * static_cast<std::size_t>(flat.width()) *
                                              static_cast<std::size_t>(flat.height()));
    return rgb;
}

VImage sampleOf(const VImage &picture)
{
    const int width = std::min(picture.width(), SampleSidePx), height = std::min(picture.height(), SampleSidePx);
    return picture
        .extract_area((picture.width() - width) / 2, (picture.height() - height) / 2, width, height)
        .copy_memory();
}

/// The lowest quality in [lowest, highest] for which `isEnough` holds, which must hold from some quality on; `highest`
/// when it holds for none.
template <typename Predicate>
int lowestQuality(int lowest, int highest, Predicate isEnough)
{
    while (lowest < highest) {
        const int middle = lowest + (highest - lowest) / 2;
        if (isEnough(middle))
            highest = middle;
        else
            lowest = middle + 1;
    }
    return lowest;
}

int reaching(double wantedScore, const VImage &sample, TargetFormat format, std::uint32_t backgroundRgb)
{
    const images::RgbPicture reference = rgbOf(sample, backgroundRgb);
    return lowestQuality(LowestSearched, HighestSearched, [&](int quality) {
        const VImage seen = decodeAgain(encode({sample, 1, {}, 0}, format, quality), format);
        return images::perceptualScore(reference, rgbOf(seen, backgroundRgb)) >= wantedScore;
    });
}

} // namespace

std::optional<int> findQuality(const Frames &frames, TargetFormat format, double wantedScore,
                               std::uint32_t backgroundRgb)
{
    if (format == TargetFormat::Png || format == TargetFormat::Gif)
        return std::nullopt;
    const VImage first = frames.count == 1
                             ? frames.picture
                             : frames.picture.extract_area(0, 0, frames.picture.width(), frames.heightPx());
    const VImage sample = sampleOf(first);
    const int quality = reaching(wantedScore, sample, format, backgroundRgb);
    if (format == TargetFormat::Jpeg || frames.count > 1)
        return quality;
    const VImage opaque = flattened(first, backgroundRgb);
    const int jpegQuality = reaching(wantedScore, sampleOf(opaque), TargetFormat::Jpeg, backgroundRgb);
    const std::size_t limit = encode({opaque, 1, {}, 0}, TargetFormat::Jpeg, jpegQuality).size();
    const auto fits = [&](int tried) { return encode(frames, format, tried).size() <= limit; };
    if (fits(quality))
        return quality;
    // The first that is too large, less one.
    return std::max(1, lowestQuality(1, quality, [&](int tried) { return !fits(tried); }) - 1);
}

} // namespace vitrine::codec
