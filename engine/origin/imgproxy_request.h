#pragma once

#include "base/result.h"
#include "images/preset.h"

#include <QByteArray>
#include <QByteArrayView>

#include <array>
#include <optional>

namespace vitrine::origin {

/// One address of imgproxy's URL grammar (version 3) after its signature, over our originals: options, then
/// "plain/IMAGE@EXTENSION" or the same in base64url. A value as the options say it; what it comes to is known
/// only with the picture's size. Parsing is pure.
struct ImgproxyRequest
{
    enum class Resizing { Fit, Fill, FillDown, Force, Auto };
    struct Gravity
    {
        enum class Kind {
            Centre,
            North,
            East,
            South,
            West,
            NorthEast,
            NorthWest,
            SouthEast,
            SouthWest,
            Smart,
            Entropy,
            Point
        };
        Kind kind = Kind::Centre;
        double x = 0,
               y = 0; ///< of Point a share of the sides, else an offset: below 1 a share, from 1 on pixels
    };

    Resizing resizing = Resizing::Fit;
    int widthPx = 0, heightPx = 0; ///< 0: as the proportions make it
    bool enlarge = false;
    bool extend = false;
    Gravity extendGravity;
    Gravity gravity;
    double cropWidth = 0, cropHeight = 0; ///< below 1 a share of the side, from 1 on pixels; 0: all of it
    std::optional<Gravity> cropGravity;   ///< else `gravity`
    double dpr = 1;
    std::optional<std::uint32_t> backgroundRgb;
    double blurSigma = 0;
    double sharpenSigma = 0;
    images::Operations::Edges padding;
    int quality = 0;                                            ///< 0: as the preset or the default says
    std::array<int, images::AllFormats.size()> formatQuality{}; ///< by Format; 0: `quality`
    std::array<int, images::AllFormats.size()> presetQuality = images::Preset{}.quality;
    int maxBytes = 0;
    std::optional<images::Format> format; ///< none: negotiated
    std::optional<qint64> expires;        ///< Unix seconds
    bool raw = false;                     ///< the original as it is
    QByteArray image;                     ///< a valid id

    /// `path` begins with the "/" after the signature. InvalidArgument names the option as its place, by its
    /// long name; NotFound for a source that is no image of ours, with "image" as its place.
    static Result<ImgproxyRequest> parse(QByteArrayView path, const images::PresetList &presets);
};

} // namespace vitrine::origin
