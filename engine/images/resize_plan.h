#pragma once

#include "images/operations.h"

#include <optional>

namespace vitrine::images {

struct Size
{
    int widthPx = 0;
    int heightPx = 0;
    bool operator==(const Size &) const = default;
};

/// How (the region of) an upright picture becomes a variant: it is scaled to `scaled`, then cropped or padded to
/// `canvas`.
struct ResizePlan
{
    Size scaled;
    Size canvas;
    bool operator==(const ResizePlan &) const = default;
};

/// A left upper corner.
struct Place
{
    int leftPx = 0;
    int topPx = 0;
    bool operator==(const Place &) const = default;
};

/// A pure function. A picture that is smaller than its box keeps its size unless `enlarge`; Cover and Exact then take
/// the box's proportions at the largest size that fits in the picture. A side of zero in the box is as the picture's
/// proportions make it, two of them are the picture's own. No side of the result is below 1.
ResizePlan planResize(Size picture, Size box, Fit fit, bool enlarge = false);

/// The part of an upright picture that `region` names: the whole for an empty one, none when nothing of it is inside.
std::optional<Operations::Region> clippedRegion(const Operations::Region &region, Size picture);

/// Where a part of the upright picture lies in the picture as it is stored; `exifOrientation` from 1 to 8 (TIFF 6.0,
/// "Orientation"). A part has left, top, width and height, whole pixels or not.
template <typename Part>
Part storedPart(const Part &part, Size upright, int exifOrientation)
{
    const auto fromRight = upright.widthPx - part.left - part.width;
    const auto fromBottom = upright.heightPx - part.top - part.height;
    switch (exifOrientation) {
    case 2:
        return {fromRight, part.top, part.width, part.height};
    case 3:
        return {fromRight, fromBottom, part.width, part.height};
    case 4:
        return {part.left, fromBottom, part.width, part.height};
    case 5:
        return {part.top, part.left, part.height, part.width};
    case 6:
        return {part.top, fromRight, part.height, part.width};
    case 7:
        return {fromBottom, fromRight, part.height, part.width};
    case 8:
        return {fromBottom, part.left, part.height, part.width};
    default:
        return part;
    }
}

/// The same region in a picture that a decoder has shrunk to `shrunk`: every pixel that has a share in it.
Operations::Region shrunkRegion(const Operations::Region &region, Size stored, Size shrunk);

/// Where Cover cuts `canvas` out of `scaled`, and where Pad puts `scaled` on `canvas`: about the point (focusX, focusY),
/// a share of the width and of the height, as near as the edges let it.
Place cropPlace(Size scaled, Size canvas, double focusX, double focusY);
Place padPlace(Size scaled, Size canvas, double focusX, double focusY);

/// What rotation and padding make of a canvas; an upper bound within two pixels for angles that are not right.
Size finishedSize(Size canvas, const Operations &operations);

/// Whether so many frames may be rendered as an animation: at most 1 000, 40 megapixels to decode and 20 to encode, which
/// keeps the slowest within seconds. Beyond that the first frame stands for all.
bool isWithinAnimationBudget(int frames, Size picture, Size result);

/// Whether `degrees` is a multiple of 90: pixels then only change places.
bool isQuarterTurn(double degrees);

/// The power of two, at most `largest`, by which a decoder may shrink while loading so that `minimumLeft`
/// remains for the final filter: full shrink-on-load shows moire on fabric, and with a factor of three left threads
/// of some widths still do (tests/codec/tst_fabric).
int shrinkOnLoad(Size picture, Size scaled, int largest, double minimumLeft = 4.0);

} // namespace vitrine::images
