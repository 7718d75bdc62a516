#include "images/perceptual_score.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace vitrine::images {

namespace {

constexpr int WindowPx = 8, StepPx = 4;
constexpr double C2 = (0.03 * 255) * (0.03 * 255);
constexpr double FarApart = 96; ///< means of two windows that have nothing in common
// Fitted to SSIMULACRA 2, see the header.
constexpr double WorstOfLuma = 22.45, WorstOfHalvedLuma = 37.25, QuarteredLuma = 447.1, WorstOfChroma = 15.21;
constexpr double Steepness = 10, Curvature = 0.6276; // SSIMULACRA 2's own

struct Plane
{
    std::vector<std::uint8_t> samples;
    int width = 0, height = 0;
};

struct Planes
{
    Plane luma, blue, red; // Y, Cb, Cr of JFIF
};

Planes planesOf(const RgbPicture &picture)
{
    Planes planes;
    const std::size_t pixels = static_cast<std::size_t>(picture.widthPx) * picture.heightPx;
    for (Plane *plane : {&planes.luma, &planes.blue, &planes.red}) {
        plane->width = picture.widthPx;
        plane->height = picture.heightPx;
        plane->samples.resize(pixels);
    }
    const std::uint8_t *rgb = picture.samples.data();
    for (std::size_t i = 0; i < pixels; ++i, rgb += 3) {
        // 8-bit fixed point of ITU-R BT.601; chroma is centred on 128.
        const int red = rgb[0], green = rgb[1], blue = rgb[2];
        planes.luma.samples[i] = static_cast<std::uint8_t>((77 * red + 150 * green + 29 * blue + 128) >> 8);
        planes.blue.samples[i] =
            static_cast<std::uint8_t>(std::clamp((-43 * red - 85 * green + 128 * blue + 32896) >> 8, 0, 255));
        planes.red.samples[i] =
            static_cast<std::uint8_t>(std::clamp((128 * red - 107 * green - 21 * blue + 32896) >> 8, 0, 255));
    }
    return planes;
}

Plane halved(const Plane &plane)
{
    Plane half{{}, std::max(1, plane.width / 2), std::max(1, plane.height / 2)};
    half.samples.resize(static_cast<std::size_t>(half.width) * half.height);
    for (int y = 0; y < half.height; ++y) {
        const std::uint8_t *above = plane.samples.data() + static_cast<std::size_t>(2 * y) * plane.width;
        const std::uint8_t *below = above + (2 * y + 1 < plane.height ? plane.width : 0);
        std::uint8_t *to = half.samples.data() + static_cast<std::size_t>(y) * half.width;
        for (int x = 0; x < half.width; ++x) {
            const int left = 2 * x, right = std::min(2 * x + 1, plane.width - 1);
            to[x] = static_cast<std::uint8_t>((above[left] + above[right] + below[left] + below[right] + 2) / 4);
        }
    }
    return half;
}

struct Difference
{
    double mean = 0;
    double worst = 0; ///< the fourth root of the mean fourth power: what is wrong in one place alone counts
};

Difference compare(const Plane &a, const Plane &b)
{
    const int width = std::min(WindowPx, a.width), height = std::min(WindowPx, a.height);
    const double n = static_cast<double>(width) * height;
    double sum = 0, sumOfFourths = 0;
    int windows = 0;
    for (int top = 0; top + height <= a.height; top += StepPx) {
        for (int left = 0; left + width <= a.width; left += StepPx) {
            std::int32_t sumA = 0, sumB = 0, sumAA = 0, sumBB = 0, sumAB = 0;
            for (int y = top; y < top + height; ++y) {
                const std::size_t row = static_cast<std::size_t>(y) * a.width + left;
                for (int x = 0; x < width; ++x) {
                    const int valueA = a.samples[row + x], valueB = b.samples[row + x];
                    sumA += valueA;
                    sumB += valueB;
                    sumAA += valueA * valueA;
                    sumBB += valueB * valueB;
                    sumAB += valueA * valueB;
                }
            }
            const double meanA = sumA / n, meanB = sumB / n;
            const double varianceA = sumAA / n - meanA * meanA, varianceB = sumBB / n - meanB * meanB;
            const double covariance = sumAB / n - meanA * meanB;
            const double apart = (meanA - meanB) / FarApart;
            const double structure = (2 * covariance + C2) / (varianceA + varianceB + C2);
            const double difference = 1 - std::max(0.0, 1 - apart * apart) * structure;
            const double square = difference * difference;
            sum += difference;
            sumOfFourths += square * square;
            ++windows;
        }
    }
    return {sum / windows, std::sqrt(std::sqrt(sumOfFourths / windows))};
}

} // namespace

double perceptualScore(const RgbPicture &reference, const RgbPicture &other)
{
    if (reference.widthPx != other.widthPx || reference.heightPx != other.heightPx ||
        reference.samples.size() != other.samples.size() || reference.samples.empty())
        return 0;
    const Planes a = planesOf(reference), b = planesOf(other);
    const Plane halfA = halved(a.luma), halfB = halved(b.luma);
    const double distance = WorstOfLuma * compare(a.luma, b.luma).worst + WorstOfHalvedLuma * compare(halfA, halfB).worst +
                            QuarteredLuma * compare(halved(halfA), halved(halfB)).mean +
                            WorstOfChroma * (compare(halved(a.blue), halved(b.blue)).worst + compare(halved(a.red), halved(b.red)).worst);
    return std::clamp(100 - Steepness * std::pow(std::max(0.0, distance), Curvature), 0.0, 100.0);
}

} // namespace vitrine::images
