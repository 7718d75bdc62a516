#include "images/ssim.h"

#include <algorithm>

namespace vitrine::images {

namespace {

constexpr int WindowPx = 8;
constexpr int StepPx = 4;
constexpr double C1 = (0.01 * 255) * (0.01 * 255);
constexpr double C2 = (0.03 * 255) * (0.03 * 255);

double windowSsim(const Luma &a, const Luma &b, int left, int top, int width, int height)
{
    std::int64_t sumA = 0, sumB = 0, sumAA = 0, sumBB = 0, sumAB = 0;
    for (int y = top; y < top + height; ++y) {
        const std::uint8_t *rowA = a.samples.data() + static_cast<std::size_t>(y) * a.widthPx + left;
        const std::uint8_t *rowB = b.samples.data() + static_cast<std::size_t>(y) * b.widthPx + left;
        for (int x = 0; x < width; ++x) {
            const int valueA = rowA[x], valueB = rowB[x];
            sumA += valueA;
            sumB += valueB;
            sumAA += valueA * valueA;
            sumBB += valueB * valueB;
            sumAB += valueA * valueB;
        }
    }
    const double n = static_cast<double>(width) * height;
    const double meanA = static_cast<double>(sumA) / n, meanB = static_cast<double>(sumB) / n;
    const double varianceA = static_cast<double>(sumAA) / n - meanA * meanA;
    const double varianceB = static_cast<double>(sumBB) / n - meanB * meanB;
    const double covariance = static_cast<double>(sumAB) / n - meanA * meanB;
    return ((2 * meanA * meanB + C1) * (2 * covariance + C2)) /
           ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2));
}

} // namespace

double meanSsim(const Luma &a, const Luma &b)
{
    if (a.widthPx != b.widthPx || a.heightPx != b.heightPx || a.samples.size() != b.samples.size() ||
        a.samples.empty())
        return 0;
    const int width = std::min(WindowPx, a.widthPx);
    const int height = std::min(WindowPx, a.heightPx);
    double sum = 0;
    std::int64_t windows = 0;
    for (int top = 0; top + height <= a.heightPx; top += StepPx) {
        for (int left = 0; left + width <= a.widthPx; left += StepPx) {
            sum += windowSsim(a, b, left, top, width, height);
            ++windows;
        }
    }
    return sum / static_cast<double>(windows);
}

} // namespace vitrine::images
