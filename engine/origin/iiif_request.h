#pragma once

#include "base/result.h"
#include "images/format.h"
#include "images/operations.h"
#include "images/resize_plan.h"
#include "origin/render_bounds.h"

#include <QByteArray>
#include <QByteArrayView>

namespace vitrine::origin {

/// One image request of the IIIF Image API 3.0 (https://iiif.io/api/image/3.0, section 4) as it was written;
/// what it comes to is known only with the picture's size. A value; parsing and resolving are pure.
struct IiifRequest
{
    struct Region
    {
        enum class Kind { Full, Square, Pixels, Percent };
        Kind kind = Kind::Full;
        double x = 0, y = 0, width = 0, height = 0; ///< pixels or percent
    };
    struct Size
    {
        enum class Kind { Max, Width, Height, Percent, Exact, Confined };
        Kind kind = Kind::Max;
        bool upscale = false; ///< "^"
        qint64 widthPx = 0, heightPx = 0;
        double percent = 0;
    };
    Region region;
    Size size;
    bool mirror = false;
    double rotationDegrees = 0; ///< from 0 below 360
    images::Tone tone = images::Tone::Colour;
    images::Format format = images::Format::Jpeg;

    /// From the five parts of the path, percent-encoded as sent. InvalidArgument names the one that is wrong:
    /// "region", "size", "rotation", "quality" or "format".
    static Result<IiifRequest> parse(QByteArrayView region, QByteArrayView size, QByteArrayView rotation,
                                     QByteArrayView quality, QByteArrayView format);
};

/// A request over one picture.
struct IiifPlan
{
    images::Operations::Region region; ///< never empty, inside the picture
    images::Size size;                 ///< the scaled region, before rotation
    images::Operations operations;
    QByteArray canonical; ///< "full/max/0/default.jpg" (section 4.8)

    /// InvalidArgument as above: a region beside the picture, a size that would need "^", is below one pixel
    /// or out of bounds.
    static Result<IiifPlan> make(const IiifRequest &request, images::Size picture,
                                 const RenderBounds &bounds);
};

/// The largest size of a region that keeps its proportions within the bounds: what "max" and "^max" mean.
images::Size iiifMaxSize(images::Size region, const RenderBounds &bounds, bool upscale);

} // namespace vitrine::origin
