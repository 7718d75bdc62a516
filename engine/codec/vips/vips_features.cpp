#include "codec/vips/vips_features.h"

#include <vips/vips8>

namespace vitrine::codec {

namespace {

constexpr int OldestMajor = 8, OldestMinor = 14;
static_assert(VIPS_MAJOR_VERSION > OldestMajor ||
              (VIPS_MAJOR_VERSION == OldestMajor && VIPS_MINOR_VERSION >= OldestMinor));

bool isAtLeast(int major, int minor, int wantedMajor, int wantedMinor)
{
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
}

} // namespace

VipsFeatures featuresOf(int major, int minor)
{
    return {.keepsHeifProfiles = isAtLeast(major, minor, 8, 15)};
}

const VipsFeatures &vipsFeatures()
{
    static const VipsFeatures features = featuresOf(vips_version(0), vips_version(1));
    return features;
}

std::string vipsObstacle(int major, int minor)
{
    if (isAtLeast(major, minor, OldestMajor, OldestMinor))
        return {};
    return "libvips " + std::to_string(major) + '.' + std::to_string(minor) + " is loaded; " +
           std::to_string(OldestMajor) + '.' + std::to_string(OldestMinor) + " or a newer one is needed";
}

} // namespace vitrine::codec
