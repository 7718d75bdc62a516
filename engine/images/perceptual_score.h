#pragma once

#include <cstdint>
#include <vector>

namespace vitrine::images {

/// 8-bit red, green, blue, rows without padding.
struct RgbPicture
{
    std::vector<std::uint8_t> samples;
    int widthPx = 0;
    int heightPx = 0;
};

/// How near `other` looks to `reference`, from 0 to 100: 100 the same, 90 not told apart side by side, 80 by looking
/// closely, 70 a good picture on the web, 50 visibly worse, below 30 bad. Multi-scale structural similarity of luma
/// (Wang, Simoncelli, Bovik 2003: five scales and their exponents) over uniform 8 x 8 windows every 4 pixels, with
/// structural similarity of both chroma planes at half size, mapped to the scale of SSIMULACRA 2: over six photographs as
/// JPEG, WebP and AVIF of qualities 20 to 95 it ranks them as that does (tests/bench/images/against_ssimulacra.py).
/// Pictures of different size score 0.
double perceptualScore(const RgbPicture &reference, const RgbPicture &other);

} // namespace vitrine::images
