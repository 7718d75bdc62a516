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
/// closely, 70 a good picture on the web, 50 visibly worse, below 30 bad. Structural similarity (Wang, Bovik, Sheikh,
/// Simoncelli 2004) over uniform 8 x 8 windows every 4 pixels, the fourth power mean of the losses for luma and luma at
/// half size and for both chroma planes at half size, the plain mean for luma at quarter size; their weights were fitted to
/// SSIMULACRA 2 over 19 photographs of 400 and 800 pixels as JPEG, WebP and AVIF where that gives 30 and more. A
/// photograph that took no part in the fit is within 2 of it in the root mean square, the same for each format
/// (tests/bench/images/against_ssimulacra.py). Pictures of different size score 0.
double perceptualScore(const RgbPicture &reference, const RgbPicture &other);

} // namespace vitrine::images
