#pragma once

#include <vips/vips8>

#include <cstdint>
#include <vector>

namespace vitrine::codec {

/// The picture in 8-bit sRGB (or 8-bit grey, when it has no colour and no profile), alpha kept as the last
/// band. The embedded ICC profile decides; CMYK without one is taken as the press profile that libvips
/// carries; a profile that cannot be used is ignored. The picture must be in memory.
vips::VImage toSrgb(const vips::VImage &picture);

/// Red, green, blue of 0xrrggbb.
std::vector<double> toComponents(std::uint32_t rgb);

/// Always three bands, or four with alpha.
vips::VImage withColourBands(const vips::VImage &srgb);

/// Puts the picture on an opaque background; without alpha it is returned as it is.
vips::VImage flattened(const vips::VImage &srgb, std::uint32_t backgroundRgb);

} // namespace vitrine::codec
