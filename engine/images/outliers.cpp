#include "images/outliers.h"

#include <algorithm>

namespace vitrine::images {

double scoreThreshold(int longerSidePx)
{
    if (longerSidePx <= 160)
        return 0.95;
    return longerSidePx <= 640 ? 0.94 : 0.93;
}

double scoreThreshold(const Preset &preset)
{
    return scoreThreshold(std::max(preset.widthPx, preset.heightPx));
}

Oddities judge(const Preset &preset, Format format, const Measured &variant,
               const std::optional<Measured> &jpeg)
{
    Oddities oddities;
    if (variant.ssim && *variant.ssim < scoreThreshold(preset))
        oddities |= Oddity::LowScore;
    const bool lossyAlternative = format == Format::Webp || format == Format::Avif;
    if (lossyAlternative && jpeg && variant.bytes > jpeg->bytes)
        oddities |= Oddity::LargerThanJpeg;
    const bool outside = variant.widthPx > preset.widthPx || variant.heightPx > preset.heightPx;
    const bool unfilled =
        preset.fit == Fit::Pad && (variant.widthPx != preset.widthPx || variant.heightPx != preset.heightPx);
    if (outside || unfilled)
        oddities |= Oddity::WrongSize;
    return oddities;
}

QStringList describe(Oddities oddities, const Preset &preset, const Measured &variant,
                     const std::optional<Measured> &jpeg)
{
    QStringList words;
    if (oddities.testFlag(Oddity::LowScore) && variant.ssim)
        words += QStringLiteral("SSIM %1 is below %2")
                     .arg(*variant.ssim, 0, 'f', 3)
                     .arg(scoreThreshold(preset), 0, 'f', 3);
    if (oddities.testFlag(Oddity::LargerThanJpeg) && jpeg && jpeg->bytes > 0)
        words += QStringLiteral("%1 % larger than the JPEG")
                     .arg(100.0 * double(variant.bytes - jpeg->bytes) / double(jpeg->bytes), 0, 'f', 0);
    if (oddities.testFlag(Oddity::WrongSize))
        words += QStringLiteral("%1 x %2 px does not fit the box of %3 x %4")
                     .arg(variant.widthPx)
                     .arg(variant.heightPx)
                     .arg(preset.widthPx)
                     .arg(preset.heightPx);
    return words;
}

} // namespace vitrine::images
