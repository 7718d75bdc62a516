#include "codec/vips/plane_resize.h"

#include "codec/vips/row_mixer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <numbers>

namespace vitrine::codec {

namespace {

constexpr double Lobes = 3;

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

/// Shares of 1 << WeightBits, every row of them filled up to a multiple of TapsAtOnce.
Filter filterFor(double start, double extent, int from, int to)
{
    const double scale = extent / to, stretch = std::max(1.0, scale);
    const int most = std::min(from, static_cast<int>(2 * Lobes * stretch) + 1);
    Filter filter;
    filter.taps = (most + Filter::TapsAtOnce - 1) / Filter::TapsAtOnce * Filter::TapsAtOnce;
    filter.spans.resize(static_cast<std::size_t>(to));
    filter.weights.resize(filter.spans.size() * static_cast<std::size_t>(filter.taps));
    std::vector<double> shares;
    for (int i = 0; i < to; ++i) {
        const double centre = start + (i + 0.5) * scale;
        const int first = std::clamp(static_cast<int>(std::ceil(centre - Lobes * stretch - 0.5)), 0, from - 1);
        const int last = std::clamp(static_cast<int>(std::floor(centre + Lobes * stretch - 0.5)), first,
                                    std::min(from, first + filter.taps) - 1);
        shares.clear();
        double sum = 0;
        for (int at = first; at <= last; ++at) {
            shares.push_back(quickLanczos((at + 0.5 - centre) / stretch));
            sum += shares.back();
        }
        filter.spans[static_cast<std::size_t>(i)] = {first, static_cast<int>(shares.size())};
        std::int16_t *weights = filter.weights.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(filter.taps);
        int left = 1 << WeightBits;
        std::size_t largest = 0;
        for (std::size_t k = 0; k < shares.size(); ++k) {
            const double exact = shares[k] / sum * (1 << WeightBits);
            weights[k] = static_cast<std::int16_t>(exact + (exact < 0 ? -0.5 : 0.5));
            left -= weights[k];
            largest = shares[k] > shares[largest] ? k : largest;
        }
        weights[largest] = static_cast<std::int16_t>(weights[largest] + left); // flat stays flat
    }
    return filter;
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
    const Filter rows = filterFor(window.top, window.height, plane.height, height);
    Filter columns = filterFor(window.left, window.width, plane.width, width);
    const int firstColumn = columns.spans.front().first;
    for (Filter::Span &span : columns.spans) // of the row that has only what is needed
        span.first -= firstColumn;
    const int columnCount = columns.spans.back().first + columns.spans.back().count;
    std::vector<std::int16_t> row(static_cast<std::size_t>(columnCount + columns.taps)); // what weights of 0 meet
    Plane result = emptyPlane(width, height, padding);
    for (int y = 0; y < height; ++y) {
        const auto at = static_cast<std::size_t>(y);
        const Filter::Span &span = rows.spans[at];
        mixRows(plane.samples.data() + static_cast<std::ptrdiff_t>(plane.stride) * span.first + firstColumn, plane.stride,
                {rows.weights.data() + at * static_cast<std::size_t>(rows.taps), static_cast<std::size_t>(span.count)},
                columnCount, row.data());
        mixColumns(row.data(), columns, result.samples.data() + static_cast<std::size_t>(result.stride) * at);
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
