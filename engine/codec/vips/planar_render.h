#pragma once

#include "codec/vips/decodes.h"
#include "images/resize_plan.h"

#include <optional>
#include <string>

namespace vitrine::codec {

struct PlanarVariant
{
    std::string bytes;
    std::shared_ptr<const Plane> luma; ///< what was encoded, before its losses
};

/// The short way of most renders of most shops: a plain sRGB JPEG, made smaller, on a canvas of one colour or not, as JPEG
/// or WebP. The picture stays in the planes of the JPEG, chroma at half size all the way; no conversion to red, green and
/// blue and back. Nothing for every other job, and whenever the decoder has anything to say about the source: then the
/// general way is right.
std::optional<PlanarVariant> renderPlanar(Decodes &decodes, const Job &job);

/// The whole of a JPEG of luma and colour differences, upright, resized to `scaled`, which must not be larger, in the red,
/// green and blue of its profile: what the general way begins with. Nothing for every other file.
std::optional<vips::VImage> scaledFromPlanes(Decodes &decodes, images::Size scaled);

} // namespace vitrine::codec
