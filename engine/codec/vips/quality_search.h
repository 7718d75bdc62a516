#pragma once

#include "codec/vips/frames.h"
#include "codec/worker_protocol.h"

#include <optional>

namespace vitrine::codec {

/// The lowest quality from 20 to 95 with which the format keeps perceptualScore() at `wantedScore` or above, 95 when
/// none does, and none that is more than 15 below `usual`: the score is a mean, which a white background flatters. For
/// WebP and AVIF a lower one when the result would else be larger than the JPEG of that score. None for
/// formats without a quality. Judged by the first frame, of a large one by its middle of half a megapixel (sizes are
/// compared on the whole). Seven careful encodes, for WebP and AVIF seven more as JPEG. Throws vips::VError.
std::optional<int> findQuality(const Frames &frames, TargetFormat format, double wantedScore, int usual,
                               std::uint32_t backgroundRgb);

/// The lowest quality near `quality` with which the careful encoder has the score that the quick one has at `quality`, to
/// within one point.
std::optional<int> findQualityLikeQuick(const Frames &frames, TargetFormat format, int quality,
                                        std::uint32_t backgroundRgb);

} // namespace vitrine::codec
