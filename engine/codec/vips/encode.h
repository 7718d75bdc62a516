#pragma once

#include "codec/vips/frames.h"
#include "codec/worker_protocol.h"

#include <vips/vips8>

#include <string>

namespace vitrine::codec {

/// Quick answers a miss. The careful ones take several times as long for fewer bytes: progressive JPEG with its own Huffman
/// tables, WebP method 6, the best of PNG's filters, and AVIF at as much effort as its pixels allow.
enum class Effort { Quick, Careful, CarefulLarge, CarefulHuge };
/// The careful one for a picture of that size, which is that of its samples too.
Effort carefulEffort(int widthPx, int heightPx);

/// Encodes an 8-bit sRGB or grey picture without any metadata; more than one frame only as WebP and GIF. Throws
/// vips::VError.
/// `halfChroma`: of a quick JPEG, images::RenderSpec::halfChroma.
std::string encode(const Frames &frames, TargetFormat format, int quality, Effort effort = Effort::Quick,
                   bool halfChroma = false);

/// Optimised Huffman tables cost three times a cheap encode, careful WebP twice a quick one: worth it while the picture is
/// small.
bool isOptimizedCodingWorthIt(int sidePx);
int webpEffort(int sidePx);

/// The same at the highest quality up to `quality` that takes at most `maxBytes` (0: any number). What does not fit even
/// at a quality of 10, or knows no quality (PNG, GIF), comes as small as it gets.
std::string encodeWithin(const Frames &frames, TargetFormat format, int quality, std::int32_t maxBytes,
                         Effort effort = Effort::Quick);

/// Decodes what encode() made, all frames of it.
vips::VImage decodeAgain(const std::string &bytes, TargetFormat format);

} // namespace vitrine::codec
