#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// The loops over every sample of a picture, for what the processor has (AVX2, SSE2, neither): integers, so that each
/// gives the same bytes.
namespace vitrine::codec {

/// Of a weight of 1, in fixed point.
constexpr int WeightBits = 14;
/// Of what mixRows() makes: 1.5 x 255 x 64 fits into 16 bits.
constexpr int FractionBits = 6;

/// Which samples make each of a result's, and with what share.
struct Filter
{
    static constexpr int TapsAtOnce = 8;
    struct Span
    {
        int first = 0, count = 0;
    };
    std::vector<Span> spans;           ///< one for each of the result
    int taps = 0;                      ///< a multiple of TapsAtOnce
    std::vector<std::int16_t> weights; ///< `taps` for each of the result, 0 behind its count
};

/// Each of `columns` sums of as many rows as there are weights, from `from` on, `stride` apart; with FractionBits.
void mixRows(const std::uint8_t *from, std::ptrdiff_t stride, std::span<const std::int16_t> weights, int columns,
             std::int16_t *to);

/// Each sample of the result from a row of what mixRows() makes, which is read up to `taps` behind any span's first.
void mixColumns(const std::int16_t *row, const Filter &filter, std::uint8_t *to);

/// Means of two by two samples of two rows; an odd last one is its own pair.
void halveRows(const std::uint8_t *above, const std::uint8_t *below, int columns, std::uint8_t *to);

} // namespace vitrine::codec
