#include "codec/vips/profile_files.h"

#include <vips/vips8>

#include <sys/mman.h>

#include <unistd.h>

namespace vitrine::codec {

namespace {

std::string toFile(const std::string &name)
{
    VipsBlob *profile = nullptr;
    if (vips_profile_load(name.c_str(), &profile, nullptr) != 0 || !profile)
        return name;
    std::size_t size = 0;
    const void *data = vips_blob_get(profile, &size);
    const int descriptor = memfd_create(name.c_str(), MFD_CLOEXEC);
    const bool whole = write(descriptor, data, size) == static_cast<ssize_t>(size);
    vips_area_unref(VIPS_AREA(profile));
    return whole ? "/proc/self/fd/" + std::to_string(descriptor) : name;
}

} // namespace

const ProfileFiles &profileFiles()
{
    static const ProfileFiles files{toFile("srgb"), toFile("cmyk")};
    return files;
}

} // namespace vitrine::codec
