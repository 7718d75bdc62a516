#include "codec/vips/gif_structure.h"

namespace vitrine::codec {

namespace {

// GIF89a specification, chapters 17 to 27.
constexpr std::size_t HeaderBytes = 13, HeaderFlagsAt = 10, DescriptorBytes = 9, DescriptorFlagsAt = 8;
constexpr std::uint8_t ExtensionSign = 0x21, ImageSign = 0x2c;

std::size_t colourTableBytes(std::uint8_t flags)
{
    return (flags & 0x80) ? std::size_t{6} << (flags & 0x07) : 0;
}

/// The place after the sub-blocks that begin at `at`; beyond the end when they have none.
std::size_t afterSubBlocks(std::span<const std::uint8_t> gif, std::size_t at)
{
    while (at < gif.size() && gif[at] != 0)
        at += gif[at] + std::size_t{1};
    return at < gif.size() ? at + 1 : gif.size() + 1;
}

} // namespace

bool isGifCutOff(std::span<const std::uint8_t> gif)
{
    if (gif.size() < HeaderBytes)
        return true;
    std::size_t at = HeaderBytes + colourTableBytes(gif[HeaderFlagsAt]);
    while (at < gif.size()) {
        const std::uint8_t sign = gif[at++];
        if (sign == ExtensionSign) {
            at = afterSubBlocks(gif, at + 1);
        } else if (sign == ImageSign) {
            if (at + DescriptorBytes >= gif.size())
                return true;
            at += DescriptorBytes + colourTableBytes(gif[at + DescriptorFlagsAt]);
            at = afterSubBlocks(gif, at + 1); // behind the smallest code size
        } else {
            return false; // the trailer, or what no decoder reads
        }
    }
    return at > gif.size();
}

} // namespace vitrine::codec
