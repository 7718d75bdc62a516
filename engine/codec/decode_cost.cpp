#include "codec/decode_cost.h"

#include <algorithm>
#include <cmath>

namespace vitrine::codec {

using images::Lane;
using images::SniffedType;
using std::chrono::microseconds;

namespace {

constexpr double FixedMicros = 1'500;     ///< messages, set-up of a pipeline, metadata
constexpr microseconds MostOfSmall{80'000};
constexpr double CarefulEncodes = 30; ///< of the quick encoder: a search of a dozen slow ones
constexpr qint64 ProgressivePixels = 4'000'000; ///< most shop photographs are small and progressive
constexpr double UnknownPixelsPerByte = 8;      ///< a well compressed photograph

/// Nanoseconds a pixel for entropy decoding, transform, colour and the first shrinking.
double decodeNanos(const PictureHeader &header)
{
    switch (header.type) {
    case SniffedType::Jpeg:
        return header.interlaced ? 14 : 4;
    case SniffedType::Png:
        return (header.interlaced ? 20 : 14) * header.channels * std::max(1, header.bitsPerSample / 8) / 3.0;
    case SniffedType::Webp:
        return 16;
    case SniffedType::Gif:
        return 12;
    case SniffedType::Tiff:
        return 4.0 * header.channels * std::max(1, header.bitsPerSample / 8) / 3;
    case SniffedType::Heif:
        return 45;
    case SniffedType::Avif:
        return 30;
    default:
        return 30;
    }
}

/// Nanoseconds a pixel of the result, with its share of the resize.
double encodeNanos(TargetFormat target)
{
    switch (target) {
    case TargetFormat::Jpeg:
        return 30;
    case TargetFormat::Webp:
        return 55;
    case TargetFormat::Avif:
        return 350;
    case TargetFormat::Png:
        return 60;
    case TargetFormat::Gif:
        return 250;
    }
    return 100;
}

/// Pixels that will be encoded: a box is never larger than asked for, and seldom larger than the picture.
double resultPixels(const images::Operations &operations, double pixels)
{
    const double width = operations.widthPx, height = operations.heightPx;
    double box = pixels;
    if (width > 0 && height > 0)
        box = width * height;
    else if (width > 0 || height > 0)
        box = std::max(width, height) * std::max(width, height);
    return operations.enlarge || operations.fit == images::Fit::Pad ? box : std::min(box, pixels);
}

bool keepsFrames(const Job &job)
{
    return job.operations.animated && (job.target == TargetFormat::Gif || job.target == TargetFormat::Webp);
}

double heldBytes(const PictureHeader &header, double pixels)
{
    const double sample = header.bitsPerSample > 8 ? 2 : 1;
    switch (header.type) {
    case SniffedType::Jpeg: // 16-bit coefficients
        return header.interlaced ? pixels * header.channels * 2 : 0;
    case SniffedType::Png:
        return header.interlaced ? pixels * header.channels * sample : 0;
    case SniffedType::Tiff:
        return 0;
    default:
        return pixels * 4 * sample;
    }
}

} // namespace

DecodeCost decodeCost(const PictureHeader &header, const Job &job)
{
    const double framePixels =
        header.pixels() > 0 ? static_cast<double>(header.widthPx) * static_cast<double>(header.heightPx)
                            : static_cast<double>(header.fileBytes) * UnknownPixelsPerByte;
    const double frames = job.kind == JobKind::Render && keepsFrames(job) ? header.frames : 1;
    double micros = FixedMicros + framePixels * frames * decodeNanos(header) / 1000;
    if (job.kind == JobKind::Render) {
        const double result = resultPixels(job.operations, framePixels) * frames;
        micros += result * encodeNanos(job.target) / 1000 * (job.careful ? CarefulEncodes : 1);
        if (job.score)
            micros += result * 80 / 1000;
    }
    DecodeCost cost;
    cost.time = microseconds(static_cast<qint64>(std::min(micros, 3.6e9)));
    cost.heldBytes = static_cast<qint64>(std::min(heldBytes(header, framePixels), 1e18)); // a header may claim more
    const bool encodesAvif = job.kind == JobKind::Render && job.target == TargetFormat::Avif;
    if (header.interlaced && framePixels >= ProgressivePixels)
        cost.lane = Lane::Progressive;
    else if (encodesAvif)
        cost.lane = Lane::Avif;
    else
        cost.lane = cost.time <= MostOfSmall ? Lane::Small : Lane::Large;
    return cost;
}

} // namespace vitrine::codec
