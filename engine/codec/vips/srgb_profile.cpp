#include "codec/vips/srgb_profile.h"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string_view>

namespace vitrine::codec {

namespace {

struct Closer
{
    void operator()(void *profile) const { cmsCloseProfile(profile); }
};

bool isNear(double a, double b)
{
    return std::abs(a - b) < 0.5 / 255;
}

/// Adapted to the white of profiles, D50 (ICC.1:2010, 7.2.16).
bool hasPrimary(void *profile, cmsTagSignature tag, const std::array<double, 3> &wanted)
{
    const auto *colour = static_cast<const cmsCIEXYZ *>(cmsReadTag(profile, tag));
    return colour && isNear(colour->X, wanted[0]) && isNear(colour->Y, wanted[1]) && isNear(colour->Z, wanted[2]);
}

bool hasCurve(void *profile, cmsTagSignature tag)
{
    const auto *curve = static_cast<const cmsToneCurve *>(cmsReadTag(profile, tag));
    if (!curve)
        return false;
    constexpr int Points = 64;
    for (int i = 0; i <= Points; ++i) {
        const double value = static_cast<double>(i) / Points;
        const double light = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
        if (!isNear(cmsEvalToneCurveFloat(curve, static_cast<float>(value)), light))
            return false;
    }
    return true;
}

} // namespace

bool isSrgbProfile(std::span<const std::uint8_t> profile)
{
    const std::string_view text(reinterpret_cast<const char *>(profile.data()), profile.size());
    if (text.find("sRGB IEC61966-2") != std::string_view::npos)
        return true;
    const std::unique_ptr<void, Closer> opened(
        cmsOpenProfileFromMem(profile.data(), static_cast<cmsUInt32Number>(profile.size())));
    return opened && cmsGetColorSpace(opened.get()) == cmsSigRgbData && cmsGetPCS(opened.get()) == cmsSigXYZData &&
           !cmsIsTag(opened.get(), cmsSigAToB0Tag) && // tables, which count more
           hasPrimary(opened.get(), cmsSigRedColorantTag, {0.4361, 0.2225, 0.0139}) &&
           hasPrimary(opened.get(), cmsSigGreenColorantTag, {0.3851, 0.7169, 0.0971}) &&
           hasPrimary(opened.get(), cmsSigBlueColorantTag, {0.1431, 0.0606, 0.7141}) &&
           hasCurve(opened.get(), cmsSigRedTRCTag) && hasCurve(opened.get(), cmsSigGreenTRCTag) &&
           hasCurve(opened.get(), cmsSigBlueTRCTag);
}

} // namespace vitrine::codec
