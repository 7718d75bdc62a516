#pragma once

#include "codec/vips/decodes.h"
#include "images/resize_plan.h"

#include <vips/vips8>

namespace vitrine::codec {

/// The lossless picture that every format of a variant encodes: all of the job's operations, in their order, done to
/// the picture, or to every frame of an animation when the job wants it, its format can and the budget allows. In memory, 8-bit sRGB or grey, with alpha only where the job's format keeps it. Throws Refusal for a
/// region outside the picture and a result of too many pixels (both before anything is decoded), and vips::VError.
Frames compose(Decodes &decodes, const Job &job);

/// Decoded, resized to `scaled` (of the upright region, which must lie inside the picture), upright, sRGB.
vips::VImage loadScaled(Decodes &decodes, const images::Operations::Region &region, images::Size scaled);

} // namespace vitrine::codec
