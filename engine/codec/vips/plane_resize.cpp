#include "codec/vips/plane_resize.h"

#include "codec/vips/row_mixer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <numbers>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace vitrine::codec {

namespace {

constexpr double Lobes = 3;
constexpr int TapsAtOnce = 8;

double lanczos(double x)
{
    if (x == 0)
        return 1;
    if (std::abs(x) >= Lobes)
        return 0;
    const double angle = std::numbers::pi * x;
    return Lobes * std::sin(angle) * std::sin(angle / Lobes) / (angle * angle);
}

/// The same from a table: straight between entries that are 1/512 apart, which is nearer than a weight is rounded.
/// Thousands of weights go into a small result, and their sines were a twentieth of its time.
double quickLanczos(double x)
{
    constexpr int Steps = 512, Entries = static_cast<int>(Lobes) * Steps;
    static const std::vector<double> table = [] {
        std::vector<double> values;
        for (int i = 0; i <= Entries + 1; ++i)
            values.push_back(lanczos(static_cast<double>(i) / Steps));
        return values;
    }();
    const double at = std::min(std::abs(x) * Steps, static_cast<double>(Entries));
    const auto before = static_cast<std::size_t>(at);
    return table[before] + (table[before + 1] - table[before]) * (at - static_cast<double>(before));
}

/// Which samples make one of the result, and with what share of 1 << WeightBits; weights of 0 fill them up to a multiple of
/// TapsAtOnce.
struct Taps
{
    int first = 0;
    int count = 0;
    std::vector<std::int16_t> weights;
};

std::vector<Taps> tapsFor(double start, double extent, int from, int to)
{
    std::vector<Taps> all(static_cast<std::size_t>(to));
    const double scale = extent / to, stretch = std::max(1.0, scale);
    std::vector<double> weights;
    for (int i = 0; i < to; ++i) {
        const double centre = start + (i + 0.5) * scale;
        const int first = std::clamp(static_cast<int>(std::ceil(centre - Lobes * stretch - 0.5)), 0, from - 1);
        const int last =
            std::clamp(static_cast<int>(std::floor(centre + Lobes * stretch - 0.5)), first, from - 1);
        weights.clear();
        double sum = 0;
        for (int at = first; at <= last; ++at) {
            weights.push_back(quickLanczos((at + 0.5 - centre) / stretch));
            sum += weights.back();
        }
        Taps &taps = all[static_cast<std::size_t>(i)];
        taps.first = first;
        int left = 1 << WeightBits;
        std::size_t largest = 0;
        for (std::size_t k = 0; k < weights.size(); ++k) {
            const auto weight = static_cast<std::int16_t>(std::lround(weights[k] / sum * (1 << WeightBits)));
            taps.weights.push_back(weight);
            left -= weight;
            largest = weights[k] > weights[largest] ? k : largest;
        }
        taps.weights[largest] = static_cast<std::int16_t>(taps.weights[largest] + left); // flat stays flat
        taps.count = static_cast<int>(taps.weights.size());
        taps.weights.resize((taps.weights.size() + TapsAtOnce - 1) / TapsAtOnce * TapsAtOnce);
    }
    return all;
}

std::int32_t dotProduct(const std::int16_t *a, const std::int16_t *b, int count)
{
#ifdef __SSE2__
    __m128i sums = _mm_setzero_si128();
    for (int k = 0; k < count; k += TapsAtOnce)
        sums = _mm_add_epi32(sums, _mm_madd_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i *>(a + k)),
                                                  _mm_loadu_si128(reinterpret_cast<const __m128i *>(b + k))));
    sums = _mm_add_epi32(sums, _mm_shuffle_epi32(sums, _MM_SHUFFLE(1, 0, 3, 2)));
    return _mm_cvtsi128_si32(_mm_add_epi32(sums, _mm_shuffle_epi32(sums, _MM_SHUFFLE(2, 3, 0, 1))));
#else
    std::int32_t sum = 0;
    for (int k = 0; k < count; ++k)
        sum += a[k] * b[k];
    return sum;
#endif
}

void mixColumns(const std::int16_t *row, const std::vector<Taps> &all, int firstColumn, std::uint8_t *to)
{
    constexpr int Shift = WeightBits + FractionBits;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::int32_t sum = dotProduct(row + all[i].first - firstColumn, all[i].weights.data(),
                                            static_cast<int>(all[i].weights.size()));
        to[i] = static_cast<std::uint8_t>(std::clamp((sum + (1 << (Shift - 1))) >> Shift, 0, 255));
    }
}

Plane emptyPlane(int width, int height, int padding)
{
    const auto padded = [padding](int side) { return (side + padding - 1) / padding * padding; };
    Plane plane{{}, width, height, padded(width)};
    plane.samples.resize(static_cast<std::size_t>(plane.stride) * padded(height));
    return plane;
}

void fillPadding(Plane &plane)
{
    const std::size_t stride = static_cast<std::size_t>(plane.stride);
    for (int y = 0; y < plane.height; ++y) {
        std::uint8_t *row = plane.samples.data() + stride * y;
        std::fill(row + plane.width, row + stride, row[plane.width - 1]);
    }
    const std::uint8_t *last = plane.samples.data() + stride * (plane.height - 1);
    for (std::size_t at = stride * plane.height; at < plane.samples.size(); at += stride)
        std::memcpy(plane.samples.data() + at, last, stride);
}

bool isWhole(const Plane &plane, const Window &window)
{
    return window.left == 0 && window.top == 0 && window.width == plane.width && window.height == plane.height;
}

Plane copied(const Plane &plane, int padding)
{
    Plane copy = emptyPlane(plane.width, plane.height, padding);
    for (int y = 0; y < plane.height; ++y)
        std::memcpy(copy.samples.data() + static_cast<std::size_t>(copy.stride) * y,
                    plane.samples.data() + static_cast<std::size_t>(plane.stride) * y,
                    static_cast<std::size_t>(plane.width));
    fillPadding(copy);
    return copy;
}

} // namespace

int halvingsFor(const Window &window, int width, int height)
{
    // Means of neighbours cost a sixth of the filter, and with a factor of four left for that they do not show.
    constexpr double MuchTooLarge = 8;
    int halvings = 0;
    for (double factor = std::min(window.width / width, window.height / height); factor >= MuchTooLarge; factor /= 2)
        ++halvings;
    return halvings;
}

Plane halved(const Plane &plane)
{
    Plane half = emptyPlane((plane.width + 1) / 2, (plane.height + 1) / 2, 1);
    for (int y = 0; y < half.height; ++y) {
        const std::uint8_t *above = plane.samples.data() + static_cast<std::size_t>(plane.stride) * (2 * y);
        halveRows(above, above + (2 * y + 1 < plane.height ? plane.stride : 0), plane.width,
                  half.samples.data() + static_cast<std::size_t>(half.stride) * y);
    }
    return half;
}

Plane resampled(const Plane &plane, const Window &window, int width, int height, int padding)
{
    if (isWhole(plane, window) && plane.width == width && plane.height == height)
        return copied(plane, padding);
    const std::vector<Taps> rows = tapsFor(window.top, window.height, plane.height, height);
    const std::vector<Taps> columns = tapsFor(window.left, window.width, plane.width, width);
    const int firstColumn = columns.front().first;
    const int columnCount =
        columns.back().first + columns.back().count - firstColumn;
    std::vector<std::int16_t> row(static_cast<std::size_t>(columnCount + TapsAtOnce)); // what weights of 0 meet
    Plane result = emptyPlane(width, height, padding);
    for (int y = 0; y < height; ++y) {
        const Taps &taps = rows[static_cast<std::size_t>(y)];
        mixRows(plane.samples.data() + static_cast<std::ptrdiff_t>(plane.stride) * taps.first + firstColumn, plane.stride,
                {taps.weights.data(), static_cast<std::size_t>(taps.count)}, columnCount, row.data());
        mixColumns(row.data(), columns, firstColumn,
                   result.samples.data() + static_cast<std::size_t>(result.stride) * y);
    }
    fillPadding(result);
    return result;
}

Plane placed(const Plane &plane, int left, int top, int width, int height, std::uint8_t value, int padding)
{
    Plane canvas = emptyPlane(width, height, padding);
    std::fill(canvas.samples.begin(), canvas.samples.end(), value);
    for (int y = 0; y < plane.height; ++y)
        std::memcpy(canvas.samples.data() + static_cast<std::size_t>(canvas.stride) * (top + y) + left,
                    plane.samples.data() + static_cast<std::size_t>(plane.stride) * y,
                    static_cast<std::size_t>(plane.width));
    fillPadding(canvas);
    return canvas;
}

Plane uprighted(Plane plane, int exifOrientation, int padding)
{
    if (exifOrientation == 1)
        return plane;
    const bool turned = exifOrientation >= 5;
    const int o = exifOrientation; // which end of the stored rows and columns a viewer sees first
    const bool fromLastRow = o == 3 || o == 4 || o == 6 || o == 7, fromLastColumn = o == 2 || o == 3 || o == 7 || o == 8;
    Plane result =
        emptyPlane(turned ? plane.height : plane.width, turned ? plane.width : plane.height, padding);
    for (int y = 0; y < plane.height; ++y) {
        const std::uint8_t *row = plane.samples.data() + static_cast<std::size_t>(plane.stride) * y;
        const int seenY = fromLastRow ? plane.height - 1 - y : y;
        for (int x = 0; x < plane.width; ++x) {
            const int seenX = fromLastColumn ? plane.width - 1 - x : x;
            const std::size_t at = turned ? static_cast<std::size_t>(result.stride) * seenX + seenY
                                          : static_cast<std::size_t>(result.stride) * seenY + seenX;
            result.samples[at] = row[x];
        }
    }
    fillPadding(result);
    return result;
}

} // namespace vitrine::codec
