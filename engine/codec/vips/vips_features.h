#pragma once

#include <string>

namespace vitrine::codec {

/// What a libvips does otherwise than the oldest that will do, 8.14. A newer one has the same soname and may
/// be loaded by a program that was built against that: so it is asked at the start, not when building.
struct VipsFeatures
{
    /// 8.15 and later (libvips pull request 3725): an image of the HEIF loader keeps its profile alive.
    /// Before, the profile has to be copied, and that of the second AVIF which a process decodes counts as
    /// corrupt all the same.
    bool keepsHeifProfiles = false;
};

/// Of a release by its number.
VipsFeatures featuresOf(int major, int minor);
/// Of the library that is loaded.
const VipsFeatures &vipsFeatures();

/// Why a release will not do, or nothing.
std::string vipsObstacle(int major, int minor);

} // namespace vitrine::codec
