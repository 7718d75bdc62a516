#include "exchange/utf8.h"

#include <cstdint>
#include <cstring>

namespace vitrine::exchange {
namespace {

bool within(unsigned char byte, unsigned char low, unsigned char high)
{
    return byte >= low && byte <= high;
}

/// The length of the sequence that starts at `p`, 0 when it is not well formed.
int sequenceLength(const unsigned char *p, std::size_t left)
{
    const unsigned char lead = p[0];
    if (lead < 0x80)
        return 1;
    if (within(lead, 0xc2, 0xdf))
        return left > 1 && within(p[1], 0x80, 0xbf) ? 2 : 0;
    if (within(lead, 0xe0, 0xef)) {
        const unsigned char low = lead == 0xe0 ? 0xa0 : 0x80;
        const unsigned char high = lead == 0xed ? 0x9f : 0xbf;
        return left > 2 && within(p[1], low, high) && within(p[2], 0x80, 0xbf) ? 3 : 0;
    }
    if (within(lead, 0xf0, 0xf4)) {
        const unsigned char low = lead == 0xf0 ? 0x90 : 0x80;
        const unsigned char high = lead == 0xf4 ? 0x8f : 0xbf;
        const bool good =
            left > 3 && within(p[1], low, high) && within(p[2], 0x80, 0xbf) && within(p[3], 0x80, 0xbf);
        return good ? 4 : 0;
    }
    return 0;
}

} // namespace

std::size_t firstInvalidUtf8(std::string_view text)
{
    const auto *bytes = reinterpret_cast<const unsigned char *>(text.data());
    std::size_t i = 0;
    while (i < text.size()) {
        if (i + 8 <= text.size()) {
            std::uint64_t word = 0;
            std::memcpy(&word, bytes + i, 8);
            if (!(word & 0x8080808080808080ULL)) {
                i += 8;
                continue;
            }
        }
        const int length = sequenceLength(bytes + i, text.size() - i);
        if (length == 0)
            return i;
        i += std::size_t(length);
    }
    return std::string_view::npos;
}

} // namespace vitrine::exchange
