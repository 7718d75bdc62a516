#pragma once

#include "codec/worker_protocol.h"

#include <vips/vips8>

#include <string>

namespace vitrine::codec {

/// Encodes an 8-bit sRGB or grey picture without any metadata. Throws vips::VError.
std::string encode(const vips::VImage &picture, TargetFormat format, int quality);

/// Decodes what encode() made.
vips::VImage decodeAgain(const std::string &bytes, TargetFormat format);

} // namespace vitrine::codec
