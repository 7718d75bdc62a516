#pragma once

#include "codec/vips/plane_memory.h"

#include <cstdint>
#include <vector>

namespace vitrine::codec {

/// One component of a picture; rows of `stride` samples. A plain value.
struct Plane
{
    std::vector<std::uint8_t, PlaneAllocator<std::uint8_t>> samples;
    int width = 0;
    int height = 0;
    int stride = 0;
};

/// A part of a plane, in its samples from the outer edge of the first.
struct Window
{
    double left = 0, top = 0, width = 0, height = 0;
};

/// How often to halve a plane first that is much too large: means of two by two samples, until a factor below eight is
/// left. Whoever halves a plane halves the window with it.
int halvingsFor(const Window &window, int width, int height);
Plane halved(const Plane &plane);

/// Resamples the window to `width` x `height` with Lanczos of three lobes, widened when it shrinks (Duchon 1979), in
/// 16-bit fixed point: down the columns first, then along what few rows are left. The result's rows and their number are
/// padded to multiples of `padding` with copies of the last sample and row.
Plane resampled(const Plane &plane, const Window &window, int width, int height, int padding = 1);

/// A canvas of one value with the plane at (left, top), inside of it; padded likewise.
Plane placed(const Plane &plane, int left, int top, int width, int height, std::uint8_t value, int padding = 1);

/// The plane as a viewer has to see it, from its EXIF orientation of 1 to 8; the result is padded likewise.
Plane uprighted(Plane plane, int exifOrientation, int padding = 1);

} // namespace vitrine::codec
