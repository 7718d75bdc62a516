#pragma once

#include "base/result.h"
#include "images/perceptual_score.h"

#include <QString>
#include <QTemporaryDir>
#include <QVector>

namespace vitrine::app {

/// A way to say how near a picture comes to another one; more is nearer.
enum class Measure {
    Score,       ///< images::perceptualScore(), which presets and the careful pass use
    Ssim,        ///< images::meanSsim() of luma
    Butteraugli, ///< the 3-norm of libjxl's butteraugli_main, negative
    Ssimulacra,  ///< libjxl's ssimulacra_main (the first SSIMULACRA), negative
};
constexpr std::size_t Measures = 4;

QString measureName(Measure measure);
/// Those for which this machine has what it takes.
QVector<Measure> availableMeasures();

/// Measures pictures. For one thread.
class PictureMeasures
{
public:
    /// Io, Internal: the program that measures fails; says how.
    Result<double> of(Measure measure, const images::RgbPicture &reference, const images::RgbPicture &other) const;

private:
    QTemporaryDir m_scratch;
};

} // namespace vitrine::app
