#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace vitrine::codec {

/// Whether a GIF ends in the middle of one of its blocks. The decoder then leaves out the frames that are not whole and
/// says nothing. A missing trailer alone is no damage.
bool isGifCutOff(std::span<const std::uint8_t> gif);

} // namespace vitrine::codec
