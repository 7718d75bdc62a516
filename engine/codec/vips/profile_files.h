#pragma once

#include <string>

namespace vitrine::codec {

/// The profiles that libvips carries, as files (of memory) that it can be given by name. By their built-in
/// names it frees them while they are in use once its operation cache is off: from the second picture on the
/// conversion then does nothing, and says so only in the log (seen with 8.14.1).
struct ProfileFiles
{
    std::string srgb = "srgb";
    std::string cmyk = "cmyk";
};

/// Written on the first call: make it before the zygote forks.
const ProfileFiles &profileFiles();

} // namespace vitrine::codec
