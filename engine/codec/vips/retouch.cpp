#include "codec/vips/retouch.h"

#include "codec/vips/colour.h"

#include <cmath>

namespace vitrine::codec {

using vips::VImage;

namespace {

constexpr double BitonalThreshold = 128;

/// Does `work` on colour that is weighted by alpha, so that what lies under transparent pixels does not bleed out.
template <typename Work>
VImage weighted(const VImage &picture, Work work)
{
    if (!picture.has_alpha())
        return work(picture);
    return VImage(work(picture.premultiply())).unpremultiply().rint().cast(picture.format());
}

/// ITU-R BT.601 luma, as JPEG defines it.
VImage lumaOf(const VImage &colour)
{
    if (colour.bands() < 3)
        return colour[0];
    double weights[] = {0.299, 0.587, 0.114};
    const VImage rgb = colour.bands() == 3 ? colour : colour.extract_band(0, VImage::option()->set("n", 3));
    return rgb.recomb(VImage::new_matrix(3, 1, weights, 3)).rint().cast(VIPS_FORMAT_UCHAR);
}

} // namespace

VImage onCanvas(const VImage &picture, images::Size canvas, images::Place place, std::uint32_t backgroundRgb)
{
    if (picture.width() == canvas.widthPx && picture.height() == canvas.heightPx)
        return picture;
    std::vector<double> background = toComponents(backgroundRgb);
    if (picture.has_alpha())
        background.push_back(0);
    return withColourBands(picture).embed(
        place.leftPx, place.topPx, canvas.widthPx, canvas.heightPx,
        VImage::option()->set("extend", VIPS_EXTEND_BACKGROUND)->set("background", background));
}

VImage turned(const VImage &picture, double degrees, std::uint32_t backgroundRgb, bool transparentCanvas)
{
    if (images::isQuarterTurn(degrees)) {
        const int quarters = static_cast<int>(std::fmod(degrees, 360.0) / 90);
        return quarters == 0 ? picture : picture.rot(static_cast<VipsAngle>(VIPS_ANGLE_D0 + quarters));
    }
    VImage colour = withColourBands(picture);
    if (transparentCanvas && !colour.has_alpha())
        colour = colour.bandjoin(255);
    const bool alpha = colour.has_alpha();
    const std::vector<double> bare =
        alpha ? std::vector<double>(4, 0.0) : toComponents(backgroundRgb);
    return weighted(colour, [degrees, &bare](const VImage &flat) {
        return flat.rotate(degrees, VImage::option()
                                        ->set("background", bare)
                                        ->set("interpolate", vips::VInterpolate::new_from_name("bicubic")));
    });
}

VImage toned(const VImage &picture, images::Tone tone)
{
    if (tone == images::Tone::Colour)
        return picture;
    VImage luma = lumaOf(picture);
    if (tone == images::Tone::Bitonal)
        luma = luma >= BitonalThreshold;
    if (picture.has_alpha())
        luma = luma.bandjoin(picture[picture.bands() - 1]);
    return luma.copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_B_W));
}

VImage blurred(const VImage &picture, double sigma)
{
    if (sigma <= 0)
        return picture;
    return weighted(picture, [sigma](const VImage &flat) { return flat.gaussblur(sigma); });
}

} // namespace vitrine::codec
