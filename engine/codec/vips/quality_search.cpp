#include "codec/vips/quality_search.h"

#include "codec/vips/colour.h"
#include "codec/vips/encode.h"
#include "images/perceptual_score.h"

#include <algorithm>

namespace vitrine::codec {

using vips::VImage;

namespace {

constexpr int LowestSearched = 20, HighestSearched = 95;
// Trousers on white have a score of 75 as a JPEG of quality 30, which is 5.5 to butteraugli and ugly.
constexpr int FurthestBelowUsual = 15;
// Efforts shift a quality by a few points; what a search finds further away is an accident of the score.
constexpr int FurthestBelowQuick = 3, FurthestAboveQuick = 4;
constexpr double SameLook = 1; // half of what the score itself is sure of
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

double scoreOf(const std::string &bytes, TargetFormat format, const images::RgbPicture &reference,
               std::uint32_t backgroundRgb)
{
    return images::perceptualScore(reference, rgbOf(decodeAgain(bytes, format), backgroundRgb));
}

Effort effortFor(const Frames &frames)
{
    return carefulEffort(frames.picture.width(), frames.heightPx());
}

VImage firstOf(const Frames &frames)
{
    return frames.count == 1 ? frames.picture
                             : frames.picture.extract_area(0, 0, frames.picture.width(), frames.heightPx());
}

int reaching(double wantedScore, const VImage &sample, TargetFormat format, Effort effort, std::uint32_t backgroundRgb,
             int lowest = LowestSearched, int highest = HighestSearched)
{
    const images::RgbPicture reference = rgbOf(sample, backgroundRgb);
    return lowestQuality(lowest, highest, [&](int quality) {
        const std::string bytes = encode({sample, 1, {}, 0}, format, quality, effort);
        return scoreOf(bytes, format, reference, backgroundRgb) >= wantedScore;
    });
}

/// `quality` of a WebP or AVIF of that score, or a lower one with which it is no larger than the JPEG of it.
int noLargerThanJpeg(const Frames &frames, TargetFormat format, int quality, double score, std::uint32_t backgroundRgb)
{
    if (format == TargetFormat::Jpeg || frames.count > 1)
        return quality;
    const Effort effort = effortFor(frames);
    const VImage opaque = flattened(frames.picture, backgroundRgb);
    const int jpegQuality = reaching(score, sampleOf(opaque), TargetFormat::Jpeg, effort, backgroundRgb);
    const std::size_t limit =
        encode({opaque, 1, {}, 0}, TargetFormat::Jpeg, jpegQuality, effort).size();
    const auto fits = [&](int tried) { return encode(frames, format, tried, effort).size() <= limit; };
    if (fits(quality))
        return quality;
    // The first that is too large, less one.
    return std::max(1, lowestQuality(1, quality, [&](int tried) { return !fits(tried); }) - 1);
}

} // namespace

std::optional<int> findQuality(const Frames &frames, TargetFormat format, double wantedScore, int usual,
                               std::uint32_t backgroundRgb)
{
    if (format == TargetFormat::Png || format == TargetFormat::Gif)
        return std::nullopt;
    const int lowest = std::clamp(usual - FurthestBelowUsual, LowestSearched, HighestSearched);
    const VImage sample = sampleOf(firstOf(frames));
    const int quality = reaching(wantedScore, sample, format, effortFor(frames), backgroundRgb, lowest);
    const double reached = scoreOf(encode({sample, 1, {}, 0}, format, quality, effortFor(frames)), format,
                                   rgbOf(sample, backgroundRgb), backgroundRgb);
    return noLargerThanJpeg(frames, format, quality, std::max(reached, wantedScore), backgroundRgb);
}

std::optional<int> findQualityLikeQuick(const Frames &frames, TargetFormat format, int quality,
                                        std::uint32_t backgroundRgb)
{
    if (format == TargetFormat::Png || format == TargetFormat::Gif)
        return std::nullopt;
    const VImage sample = sampleOf(firstOf(frames));
    const double score =
        scoreOf(encode({sample, 1, {}, 0}, format, quality), format, rgbOf(sample, backgroundRgb), backgroundRgb);
    return reaching(score - SameLook, sample, format, effortFor(frames), backgroundRgb, std::max(1, quality - FurthestBelowQuick),
                    std::min(100, quality + FurthestAboveQuick));
}

} // namespace vitrine::codec
