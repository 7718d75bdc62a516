#pragma once

#include <string>

namespace vitrine::codec {

/// Starts libvips, and malloc with the settings of a worker, for a process that forks afterwards: no thread, no operation cache, no module but the HEIF
/// one (so that ImageMagick and its like are never mapped), every loader blocked that upstream does not
/// trust, its log kept silent. Returns the reason of a failure, or nothing. `argv0` is the program's name.
/// Once a process.
std::string setUpVips(const char *argv0);

} // namespace vitrine::codec
