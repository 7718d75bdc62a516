#pragma once

#include "images/operations.h"

namespace vitrine::images {

struct Size
{
    int widthPx = 0;
    int heightPx = 0;
    bool operator==(const Size &) const = default;
};

/// How an upright picture becomes a variant: it is scaled to `scaled`, then cropped or padded to `canvas`.
struct ResizePlan
{
    Size scaled;
    Size canvas;
    bool operator==(const ResizePlan &) const = default;
};

/// A pure function. Never enlarges: a small picture keeps its size, and Cover then crops to the box's
/// proportions at that size. Sides of zero in the box mean "as the picture". No side of the result is
/// below 1.
ResizePlan planResize(Size picture, Size box, Fit fit);

/// The power of two, at most `largest`, by which a decoder may shrink while loading so that `minimumLeft`
/// remains for the final filter: full shrink-on-load shows moire on fabric.
int shrinkOnLoad(Size picture, Size scaled, int largest, double minimumLeft = 2.0);

} // namespace vitrine::images
