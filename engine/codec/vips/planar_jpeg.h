#pragma once

#include "codec/vips/plane_resize.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace vitrine::codec {

/// Luma, blue and red difference, full range (JFIF 1.02); the latter two of any lower resolution.
using YccPlanes = std::array<Plane, 3>;
/// The same, shared with other pictures.
using SharedYcc = std::array<std::shared_ptr<const Plane>, 3>;

/// Decodes a JPEG of three 8-bit components, Y Cb Cr, at 1 / `shrink` (1, 2, 4, 8) as it is stored: no upsampling, no
/// conversion. Nothing for any other JPEG, and for one with the least damage or oddity: the general decoder then says
/// what is wrong.
std::optional<YccPlanes> decodeToPlanes(std::span<const std::uint8_t> jpeg, int shrink);

/// How the planes must be padded for encodePlanes().
constexpr int PlanePadding = 16;

/// Baseline, without metadata; the chroma planes have the luma's size or half of it, rounded up, in both directions.
/// Nothing when the encoder fails.
std::optional<std::string> encodePlanes(const SharedYcc &planes, int quality, bool optimizedCoding);

/// As WebP of that method (0 to 6); chroma planes of half the luma's size, rounded up.
std::optional<std::string> encodePlanesAsWebp(const SharedYcc &planes, int quality, int method);

/// Rows of red, green and blue; all planes of one size (JFIF 1.02).
void toRgb(const SharedYcc &planes, std::uint8_t *rgb);

} // namespace vitrine::codec
