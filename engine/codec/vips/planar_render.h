#pragma once

#include "codec/vips/planar_jpeg.h"
#include "codec/vips/source_image.h"

#include <optional>
#include <string>

namespace vitrine::codec {

struct PlanarVariant
{
    std::string bytes;
    Plane luma; ///< what was encoded, before its losses
};

/// The short way of most renders of most shops: a plain sRGB JPEG, made smaller, as JPEG or WebP. The picture stays in
/// the planes of the JPEG, chroma at half size all the way; no conversion to red, green and blue and back. Nothing for
/// every other job, and whenever the decoder has anything to say about the source: then the general way is right.
std::optional<PlanarVariant> renderPlanar(const SourceImage &source, const Job &job);

} // namespace vitrine::codec
