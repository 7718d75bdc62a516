#include "images/perceptual_score.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace vitrine::images {

namespace {

constexpr int WindowPx = 8, StepPx = 4;
constexpr double C1 = (0.01 * 255) * (0.01 * 255), C2 = (0.03 * 255) * (0.03 * 255);
// Wang, Simoncelli, Bovik 2003, section 3.2; finest scale first.
constexpr std::array ScaleExponents{0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
// Fitted to SSIMULACRA 2, see the header.
constexpr double ChromaWeight = 0.0364, Steepness = 434, Curvature = 0.531;

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

struct Similarity
{
    double luminance = 0; ///< mean over the windows
    double structure = 0; ///< contrast and structure, mean over the windows
    double both = 0;      ///< mean of the product
};

Similarity compare(const Plane &a, const Plane &b)
{
    const int width = std::min(WindowPx, a.width), height = std::min(WindowPx, a.height);
    const double n = static_cast<double>(width) * height;
    Similarity sum;
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
            const double luminance = (2 * meanA * meanB + C1) / (meanA * meanA + meanB * meanB + C1);
            const double structure = (2 * covariance + C2) / (varianceA + varianceB + C2);
            sum.luminance += luminance;
            sum.structure += structure;
            sum.both += luminance * structure;
            ++windows;
        }
    }
    return {sum.luminance / windows, sum.structure / windows, sum.both / windows};
}

double multiScale(Plane a, Plane b)
{
    double product = 1, used = 0;
    for (std::size_t scale = 0; scale < ScaleExponents.size(); ++scale) {
        const bool last = scale + 1 == ScaleExponents.size() || std::min(a.width, a.height) < 2 * WindowPx;
        const Similarity similarity = compare(a, b);
        // A small picture has fewer scales: the coarsest of them stands for the missing ones.
        double exponent = ScaleExponents[scale];
        used += exponent;
        if (last)
            exponent += 1 - used;
        product *= std::pow(std::max(0.0, last ? similarity.both : similarity.structure), exponent);
        if (last)
            break;
        a = halved(a);
        b = halved(b);
    }
    return product;
}

} // namespace

double perceptualScore(const RgbPicture &reference, const RgbPicture &other)
{
    if (reference.widthPx != other.widthPx || reference.heightPx != other.heightPx ||
        reference.samples.size() != other.samples.size() || reference.samples.empty())
        return 0;
    const Planes a = planesOf(reference), b = planesOf(other);
    const double luma = 1 - multiScale(a.luma, b.luma);
    const double chroma = 1 - (compare(halved(a.blue), halved(b.blue)).both +
                               compare(halved(a.red), halved(b.red)).both) /
                                  2;
    const double distance = std::max(0.0, luma + ChromaWeight * chroma);
    return std::clamp(100 - Steepness * std::pow(distance, Curvature), 0.0, 100.0);
}

} // namespace vitrine::images
