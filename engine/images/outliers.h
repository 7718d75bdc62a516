#pragma once

#include "images/preset.h"

#include <QFlags>
#include <QStringList>

#include <optional>

namespace vitrine::images {

/// What is known of one rendered variant when it is judged.
struct Measured
{
    int widthPx = 0;
    int heightPx = 0;
    qint64 bytes = 0;
    std::optional<double> ssim;
};

/// Why a variant deserves a look.
enum class Oddity {
    LowScore = 1,       ///< below the threshold of its size
    LargerThanJpeg = 2, ///< a newer format that does not pay
    WrongSize = 4,      ///< larger than its box, or a pad that does not fill it
};
Q_DECLARE_FLAGS(Oddities, Oddity)
Q_DECLARE_OPERATORS_FOR_FLAGS(Oddities)

/// The score below which a variant of this box is an outlier. Small pictures are looked at as a whole and
/// carry few pixels, so that a loss shows: they must score higher than large ones.
double scoreThreshold(int longerSidePx);
double scoreThreshold(const Preset &preset);

/// Judges a variant; `jpeg` is the JPEG of the same preset when it is known. PNG may be larger than a JPEG:
/// it is lossless.
Oddities judge(const Preset &preset, Format format, const Measured &variant,
               const std::optional<Measured> &jpeg);

/// One sentence fragment an oddity, for people, e.g. "SSIM 0.912 is below 0.940".
QStringList describe(Oddities oddities, const Preset &preset, const Measured &variant,
                     const std::optional<Measured> &jpeg);

} // namespace vitrine::images
