#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

/// The two loops over every sample of a picture, for what the processor has (AVX2, SSE2, neither): integers, so that each
/// gives the same bytes.
namespace vitrine::codec {

/// Of a weight of 1, in fixed point.
constexpr int WeightBits = 14;
/// Of what mixRows() makes: 1.5 x 255 x 64 fits into 16 bits.
constexpr int FractionBits = 6;

/// Each of `columns` sums of as many rows as there are weights, from `from` on, `stride` apart; with FractionBits.
void mixRows(const std::uint8_t *from, std::ptrdiff_t stride, std::span<const std::int16_t> weights, int columns,
             std::int16_t *to);

/// Means of two by two samples of two rows; an odd last one is its own pair.
void halveRows(const std::uint8_t *above, const std::uint8_t *below, int columns, std::uint8_t *to);

} // namespace vitrine::codec
