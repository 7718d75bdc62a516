#pragma once

#include <cstdint>
#include <memory>
#include <new>
#include <vector>

namespace vitrine::codec {

/// For samples that are written before they are read: making room does not fill it.
template <typename Sample>
struct UnfilledAllocator : std::allocator<Sample>
{
    template <typename Other>
    struct rebind
    {
        using other = UnfilledAllocator<Other>;
    };
    template <typename Other>
    void construct(Other *at)
    {
        ::new (static_cast<void *>(at)) Other;
    }
};

/// One component of a picture; rows of `stride` samples. A plain value.
struct Plane
{
    std::vector<std::uint8_t, UnfilledAllocator<std::uint8_t>> samples;
    int width = 0;
    int height = 0;
    int stride = 0;
};

/// A part of a plane, in its samples from the outer edge of the first.
struct Window
{
    double left = 0, top = 0, width = 0, height = 0;
};

/// Resamples the window to `width` x `height` with Lanczos of three lobes, widened when it shrinks (Duchon 1979), in
/// 16-bit fixed point; by eight or more, means of two by two samples come first. Down the columns first, which the compiler vectorises, then along what few rows are left. The
/// result's rows and their number are padded to multiples of `padding` with copies of the last sample and row.
Plane resampled(const Plane &plane, const Window &window, int width, int height, int padding = 1);

/// Which end of the stored rows and columns a viewer sees first, by EXIF orientation of 1 to 8 (TIFF 6.0).
struct SeenFrom
{
    bool lastRow = false;
    bool lastColumn = false;
};
SeenFrom seenFrom(int exifOrientation);

/// The plane as a viewer has to see it, from its EXIF orientation of 1 to 8; the result is padded likewise.
Plane uprighted(Plane plane, int exifOrientation, int padding = 1);

} // namespace vitrine::codec
