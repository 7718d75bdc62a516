#pragma once

#include <cstdint>
#include <vector>

namespace vitrine::images {

/// 8-bit luma, rows without padding.
struct Luma
{
    std::vector<std::uint8_t> samples;
    int widthPx = 0;
    int heightPx = 0;
};

/// Mean structural similarity (Wang, Bovik, Sheikh, Simoncelli 2004) with K1 = 0.01, K2 = 0.03, over uniform
/// windows of 8 x 8 pixels every 4 pixels (not the paper's Gaussian of 11: a fifth of the time, and the same
/// order of pictures). Pictures narrower than 8 use windows of their own side. 1 for equal pictures, and for
/// pictures of different size 0.
double meanSsim(const Luma &a, const Luma &b);

} // namespace vitrine::images
