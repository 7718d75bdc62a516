#include "codec/vips/colour.h"

namespace vitrine::codec {

using vips::VImage;

namespace {

VImage byProfile(const VImage &colour, bool cmyk)
{
    return colour
        .icc_transform("srgb", VImage::option()
                                   ->set("embedded", true)
                                   ->set("input_profile", cmyk ? "cmyk" : "srgb")
                                   // Some RGB profiles are tables for the perceptual intent alone (XYB's is one)
                                   // and are skipped in silence for any other; with matrices both are the same.
                                   ->set("intent", cmyk ? VIPS_INTENT_RELATIVE : VIPS_INTENT_PERCEPTUAL)
                                   ->set("black_point_compensation", cmyk)
                                   ->set("depth", 8))
        .copy_memory();
}

VImage colourOnly(const VImage &colour)
{
    const bool cmyk = colour.interpretation() == VIPS_INTERPRETATION_CMYK;
    // Linear light from 0 to 1 is no input for a profile, which would take it for 8 bits: all black.
    const bool linear = colour.interpretation() == VIPS_INTERPRETATION_scRGB;
    if (cmyk || (!linear && colour.get_typeof(VIPS_META_ICC_NAME))) {
        try {
            return byProfile(colour, cmyk);
        } catch (const vips::VError &) {
            vips_error_clear();
        }
    }
    const bool grey = colour.bands() < 3;
    VImage plain = colour.colourspace(grey ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB);
    return plain.format() == VIPS_FORMAT_UCHAR ? plain : plain.cast(VIPS_FORMAT_UCHAR);
}

/// The interpretation that the numbers suggest, for files that do not say.
VImage interpreted(const VImage &picture)
{
    const VipsInterpretation guess = picture.guess_interpretation();
    return guess == picture.interpretation() ? picture
                                             : picture.copy(VImage::option()->set("interpretation", guess));
}

VImage alphaTo8Bit(const VImage &alpha, VipsInterpretation interpretation)
{
    if (alpha.format() == VIPS_FORMAT_UCHAR)
        return alpha;
    const bool wide =
        interpretation == VIPS_INTERPRETATION_RGB16 || interpretation == VIPS_INTERPRETATION_GREY16;
    const bool unit = interpretation == VIPS_INTERPRETATION_scRGB;
    return (alpha * (wide ? 255.0 / 65535.0 : unit ? 255.0 : 1.0)).rint().cast(VIPS_FORMAT_UCHAR);
}

} // namespace

VImage toSrgb(const VImage &picture)
{
    const VImage source = interpreted(picture);
    const bool cmyk = source.interpretation() == VIPS_INTERPRETATION_CMYK;
    const int colourBands = cmyk ? 4 : source.bands() >= 3 ? 3 : 1;
    const VImage colour = source.bands() == colourBands
                              ? source
                              : source.extract_band(0, VImage::option()->set("n", colourBands));
    const VImage srgb = colourOnly(colour);
    if (!source.has_alpha())
        return srgb;
    return srgb.bandjoin(alphaTo8Bit(source[colourBands], source.interpretation()));
}

std::vector<double> toComponents(std::uint32_t rgb)
{
    return {static_cast<double>((rgb >> 16) & 0xff), static_cast<double>((rgb >> 8) & 0xff),
            static_cast<double>(rgb & 0xff)};
}

VImage withColourBands(const VImage &srgb)
{
    if (srgb.bands() >= 3)
        return srgb;
    const VImage grey = srgb[0];
    std::vector<VImage> bands{grey, grey, grey};
    if (srgb.bands() == 2)
        bands.push_back(srgb[1]);
    // The form that takes a list is static: it joins what is in the list and nothing else.
    return VImage::bandjoin(bands).copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB));
}

VImage flattened(const VImage &srgb, std::uint32_t backgroundRgb)
{
    if (!srgb.has_alpha())
        return srgb;
    return withColourBands(srgb).flatten(VImage::option()->set("background", toComponents(backgroundRgb)));
}

} // namespace vitrine::codec
