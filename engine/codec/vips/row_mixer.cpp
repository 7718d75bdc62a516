#include "codec/vips/row_mixer.h"

#include <algorithm>
#include <cstring>

#ifdef __SSE2__
#include <immintrin.h>
#endif

namespace vitrine::codec {

namespace {

constexpr int Shift = WeightBits - FractionBits;
constexpr std::int32_t Half = 1 << (Shift - 1);

void mixEach(const std::uint8_t *from, std::ptrdiff_t stride, std::span<const std::int16_t> weights, int begin,
             int end, std::int16_t *to)
{
    for (int x = begin; x < end; ++x) {
        std::int32_t sum = Half;
        const std::uint8_t *at = from + x;
        for (const std::int16_t weight : weights) {
            sum += weight * *at;
            at += stride;
        }
        to[x] = static_cast<std::int16_t>(sum >> Shift);
    }
}

#ifdef __SSE2__

/// Two rows at a time: a sample of each beside the other, as the multiplication takes them. A row without another is
/// its own partner, with a weight of 0.
struct RowPair
{
    const std::uint8_t *first, *second;
    std::int32_t weights;
};

RowPair pairOf(const std::uint8_t *from, std::ptrdiff_t stride, std::span<const std::int16_t> weights, std::size_t k)
{
    const bool alone = k + 1 == weights.size();
    const std::uint8_t *first = from + stride * static_cast<std::ptrdiff_t>(k);
    const auto low = static_cast<std::uint16_t>(weights[k]);
    const auto high = alone ? std::uint16_t{0} : static_cast<std::uint16_t>(weights[k + 1]);
    return {first, alone ? first : first + stride, static_cast<std::int32_t>(low | (std::uint32_t{high} << 16))};
}

__m128i load(const std::uint8_t *from)
{
    return _mm_loadu_si128(reinterpret_cast<const __m128i *>(from));
}

int mixWith128(const std::uint8_t *from, std::ptrdiff_t stride, std::span<const std::int16_t> weights, int columns,
               std::int16_t *to)
{
    const __m128i zero = _mm_setzero_si128();
    int x = 0;
    for (; x + 16 <= columns; x += 16) {
        __m128i a = _mm_set1_epi32(Half), b = a, c = a, d = a;
        for (std::size_t k = 0; k < weights.size(); k += 2) {
            const RowPair rows = pairOf(from + x, stride, weights, k);
            const __m128i first = load(rows.first), second = load(rows.second);
            const __m128i low = _mm_unpacklo_epi8(first, second), high = _mm_unpackhi_epi8(first, second);
            const __m128i weight = _mm_set1_epi32(rows.weights);
            a = _mm_add_epi32(a, _mm_madd_epi16(_mm_unpacklo_epi8(low, zero), weight));
            b = _mm_add_epi32(b, _mm_madd_epi16(_mm_unpackhi_epi8(low, zero), weight));
            c = _mm_add_epi32(c, _mm_madd_epi16(_mm_unpacklo_epi8(high, zero), weight));
            d = _mm_add_epi32(d, _mm_madd_epi16(_mm_unpackhi_epi8(high, zero), weight));
        }
        auto *out = reinterpret_cast<__m128i *>(to + x);
        _mm_storeu_si128(out, _mm_packs_epi32(_mm_srai_epi32(a, Shift), _mm_srai_epi32(b, Shift)));
        _mm_storeu_si128(out + 1, _mm_packs_epi32(_mm_srai_epi32(c, Shift), _mm_srai_epi32(d, Shift)));
    }
    return x;
}

__attribute__((target("avx2"))) int mixWith256(const std::uint8_t *from, std::ptrdiff_t stride,
                                               std::span<const std::int16_t> weights, int columns, std::int16_t *to)
{
    int x = 0;
    for (; x + 32 <= columns; x += 32) {
        __m256i a = _mm256_set1_epi32(Half), b = a, c = a, d = a;
        for (std::size_t k = 0; k < weights.size(); k += 2) {
            const RowPair rows = pairOf(from + x, stride, weights, k);
            const __m256i weight = _mm256_set1_epi32(rows.weights);
            const __m128i first = load(rows.first), second = load(rows.second);
            const __m128i third = load(rows.first + 16), fourth = load(rows.second + 16);
            a = _mm256_add_epi32(
                a, _mm256_madd_epi16(_mm256_cvtepu8_epi16(_mm_unpacklo_epi8(first, second)), weight));
            b = _mm256_add_epi32(
                b, _mm256_madd_epi16(_mm256_cvtepu8_epi16(_mm_unpackhi_epi8(first, second)), weight));
            c = _mm256_add_epi32(
                c, _mm256_madd_epi16(_mm256_cvtepu8_epi16(_mm_unpacklo_epi8(third, fourth)), weight));
            d = _mm256_add_epi32(
                d, _mm256_madd_epi16(_mm256_cvtepu8_epi16(_mm_unpackhi_epi8(third, fourth)), weight));
        }
        // Packing works within halves: the quarters change places back.
        constexpr int Back = 0b11011000;
        const __m256i low = _mm256_packs_epi32(_mm256_srai_epi32(a, Shift), _mm256_srai_epi32(b, Shift));
        const __m256i high = _mm256_packs_epi32(_mm256_srai_epi32(c, Shift), _mm256_srai_epi32(d, Shift));
        auto *out = reinterpret_cast<__m256i *>(to + x);
        _mm256_storeu_si256(out, _mm256_permute4x64_epi64(low, Back));
        _mm256_storeu_si256(out + 1, _mm256_permute4x64_epi64(high, Back));
    }
    return x;
}

bool hasAvx2()
{
    static const bool has = __builtin_cpu_supports("avx2") != 0;
    return has;
}

/// Sums of neighbours, in 16 bits.
__m128i pairSums(__m128i samples)
{
    return _mm_add_epi16(_mm_and_si128(samples, _mm_set1_epi16(0xff)), _mm_srli_epi16(samples, 8));
}

#endif

constexpr int FinalShift = WeightBits + FractionBits;
constexpr std::int32_t FinalHalf = 1 << (FinalShift - 1);

std::uint8_t mixOne(const std::int16_t *row, const Filter &filter, std::size_t i)
{
    const std::int16_t *weights = filter.weights.data() + i * static_cast<std::size_t>(filter.taps);
    std::int32_t sum = FinalHalf;
    for (int k = 0; k < filter.spans[i].count; ++k)
        sum += row[filter.spans[i].first + k] * weights[k];
    return static_cast<std::uint8_t>(std::clamp(sum >> FinalShift, 0, 255));
}

#ifdef __SSE2__

/// Four sums of the products of one of the result.
__m128i productsOf(const std::int16_t *samples, const std::int16_t *weights, int taps)
{
    __m128i sums = _mm_setzero_si128();
    for (int k = 0; k < taps; k += Filter::TapsAtOnce)
        sums = _mm_add_epi32(sums, _mm_madd_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i *>(samples + k)),
                                                  _mm_loadu_si128(reinterpret_cast<const __m128i *>(weights + k))));
    return sums;
}

__m128i foldedPair(__m128i a, __m128i b)
{
    return _mm_add_epi32(_mm_unpacklo_epi32(a, b), _mm_unpackhi_epi32(a, b));
}

#endif

} // namespace

void mixColumns(const std::int16_t *row, const Filter &filter, std::uint8_t *to)
{
    std::size_t i = 0;
#ifdef __SSE2__
    const auto taps = static_cast<std::size_t>(filter.taps);
    for (; i + 4 <= filter.spans.size(); i += 4) {
        const Filter::Span *spans = filter.spans.data() + i;
        const std::int16_t *weights = filter.weights.data() + i * taps;
        const __m128i low = foldedPair(productsOf(row + spans[0].first, weights, filter.taps),
                                       productsOf(row + spans[1].first, weights + taps, filter.taps));
        const __m128i high = foldedPair(productsOf(row + spans[2].first, weights + 2 * taps, filter.taps),
                                        productsOf(row + spans[3].first, weights + 3 * taps, filter.taps));
        const __m128i sums = _mm_add_epi32(_mm_unpacklo_epi64(low, high), _mm_unpackhi_epi64(low, high));
        const __m128i values = _mm_srai_epi32(_mm_add_epi32(sums, _mm_set1_epi32(FinalHalf)), FinalShift);
        const __m128i bytes = _mm_packus_epi16(_mm_packs_epi32(values, values), values);
        const std::int32_t four = _mm_cvtsi128_si32(bytes);
        std::memcpy(to + i, &four, sizeof(four));
    }
#endif
    for (; i < filter.spans.size(); ++i)
        to[i] = mixOne(row, filter, i);
}

void mixRows(const std::uint8_t *from, std::ptrdiff_t stride, std::span<const std::int16_t> weights, int columns,
             std::int16_t *to)
{
    int done = 0;
#ifdef __SSE2__
    if (hasAvx2())
        done = mixWith256(from, stride, weights, columns, to);
    done += mixWith128(from + done, stride, weights, columns - done, to + done);
#endif
    mixEach(from, stride, weights, done, columns, to);
}

void halveRows(const std::uint8_t *above, const std::uint8_t *below, int columns, std::uint8_t *to)
{
    const int pairs = columns / 2;
    int x = 0;
#ifdef __SSE2__
    const __m128i two = _mm_set1_epi16(2);
    const auto means = [&two](__m128i upper, __m128i lower) {
        return _mm_srli_epi16(_mm_add_epi16(_mm_add_epi16(pairSums(upper), pairSums(lower)), two), 2);
    };
    for (; x + 16 <= pairs; x += 16) {
        const __m128i low = means(load(above + 2 * x), load(below + 2 * x));
        const __m128i high = means(load(above + 2 * x + 16), load(below + 2 * x + 16));
        _mm_storeu_si128(reinterpret_cast<__m128i *>(to + x), _mm_packus_epi16(low, high));
    }
#endif
    for (; x < pairs; ++x)
        to[x] = static_cast<std::uint8_t>((above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1] + 2) >> 2);
    if (columns % 2 != 0)
        to[pairs] = static_cast<std::uint8_t>((above[columns - 1] + below[columns - 1] + 1) >> 1);
}

} // namespace vitrine::codec
