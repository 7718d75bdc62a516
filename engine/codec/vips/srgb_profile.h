#pragma once

#include <cstdint>
#include <span>

namespace vitrine::codec {

/// Whether an ICC profile says what a picture without one is taken for: the primaries, white and curve of sRGB (IEC
/// 61966-2-1), whatever its name, within half a step of 8 bits.
bool isSrgbProfile(std::span<const std::uint8_t> profile);

} // namespace vitrine::codec
