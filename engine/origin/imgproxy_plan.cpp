#include "origin/imgproxy_plan.h"

#include <cmath>

namespace vitrine::origin {

namespace {

using Gravity = ImgproxyRequest::Gravity;
using Resizing = ImgproxyRequest::Resizing;
using images::Size;

struct Corner
{
    int leftPx = 0, topPx = 0;
};

int rounded(double pixels)
{
    return int(std::lround(std::clamp(pixels, -1e9, 1e9)));
}

Error tooLarge(const char *option, qint64 width, qint64 height, const RenderBounds &bounds)
{
    return {ErrorCode::InvalidArgument,
            QStringLiteral("%1: %2 x %3 pixels are too many: at most %4 a side and %5 in all")
                .arg(QLatin1String(option))
                .arg(width)
                .arg(height)
                .arg(bounds.sidePx)
                .arg(bounds.areaPx),
            QLatin1String(option),
            {}};
}

/// Where `inner` lies in `outer` by a gravity that is a place: offsets count from the edge or the middle it
/// names.
Corner placeOf(Size outer, Size inner, const Gravity &gravity, double dpr)
{
    using Kind = Gravity::Kind;
    const int roomX = outer.widthPx - inner.widthPx, roomY = outer.heightPx - inner.heightPx;
    double left = 0, top = 0;
    if (gravity.kind == Kind::Point) {
        left = rounded(outer.widthPx * gravity.x) - inner.widthPx / 2;
        top = rounded(outer.heightPx * gravity.y) - inner.heightPx / 2;
    } else {
        const auto offset = [dpr](double value, int side) {
            return rounded(std::abs(value) >= 1 ? value * dpr : value * side);
        };
        const int offsetX = offset(gravity.x, outer.widthPx), offsetY = offset(gravity.y, outer.heightPx);
        const auto is = [&gravity](std::initializer_list<Kind> kinds) {
            return std::find(kinds.begin(), kinds.end(), gravity.kind) != kinds.end();
        };
        left = is({Kind::West, Kind::NorthWest, Kind::SouthWest})   ? offsetX
               : is({Kind::East, Kind::NorthEast, Kind::SouthEast}) ? roomX - offsetX
                                                                    : (roomX + 1) / 2 + offsetX;
        top = is({Kind::North, Kind::NorthEast, Kind::NorthWest})   ? offsetY
              : is({Kind::South, Kind::SouthEast, Kind::SouthWest}) ? roomY - offsetY
                                                                    : (roomY + 1) / 2 + offsetY;
    }
    return {int(std::clamp<double>(left, 0, roomX)), int(std::clamp<double>(top, 0, roomY))};
}

int croppedSide(double asked, int side)
{
    const int pixels = asked >= 1 ? rounded(asked) : asked > 0 ? std::max(1, rounded(asked * side)) : side;
    return std::min(pixels, side);
}

/// How far the picture is scaled, and how much of the device pixel ratio that leaves.
struct Scale
{
    double horizontal = 1, vertical = 1, dpr = 1;
};

Scale scaleOf(const ImgproxyRequest &request, Size source)
{
    const double width = request.widthPx > 0 ? request.widthPx : source.widthPx;
    const double height = request.heightPx > 0 ? request.heightPx : source.heightPx;
    double shrinkX = source.widthPx / width, shrinkY = source.heightPx / height;
    Resizing resizing = request.resizing;
    if (resizing == Resizing::Auto) {
        const bool samePosture = (source.widthPx >= source.heightPx) == (width >= height);
        resizing = samePosture ? Resizing::Fill : Resizing::Fit;
    }
    if (resizing != Resizing::Force) {
        if (request.widthPx == 0)
            shrinkX = shrinkY;
        else if (request.heightPx == 0)
            shrinkY = shrinkX;
        else
            shrinkX = shrinkY =
                resizing == Resizing::Fit ? std::max(shrinkX, shrinkY) : std::min(shrinkX, shrinkY);
    }
    double dpr = request.dpr;
    if (!request.enlarge) {
        const double least = std::min(shrinkX, shrinkY);
        if (least < 1) {
            shrinkX /= least;
            shrinkY /= least;
            if (!request.extend)
                dpr /= least;
        }
        dpr = std::min({dpr, shrinkX, shrinkY});
    }
    return {dpr / shrinkX, dpr / shrinkY, dpr};
}

/// The box that the scaled picture is cut to.
Size boxOf(const ImgproxyRequest &request, Size scaled, double dpr)
{
    Size box{request.widthPx > 0 ? std::max(1, rounded(request.widthPx * dpr)) : scaled.widthPx,
             request.heightPx > 0 ? std::max(1, rounded(request.heightPx * dpr)) : scaled.heightPx};
    if (request.resizing == Resizing::FillDown) {
        if (box.widthPx > scaled.widthPx)
            box = {scaled.widthPx, std::max(1, rounded(double(box.heightPx) * scaled.widthPx / box.widthPx))};
        if (box.heightPx > scaled.heightPx)
            box = {std::max(1, rounded(double(box.widthPx) * scaled.heightPx / box.heightPx)),
                   scaled.heightPx};
    }
    return box;
}

void setCrop(const Gravity &gravity, Size scaled, Size box, double dpr, images::Operations *operations)
{
    using Kind = Gravity::Kind;
    if (gravity.kind == Kind::Smart || gravity.kind == Kind::Entropy) {
        operations->crop = gravity.kind == Kind::Smart ? images::Crop::Attention : images::Crop::Entropy;
        return;
    }
    if (gravity.kind == Kind::Centre && gravity.x == 0 && gravity.y == 0)
        return;
    const Corner place = placeOf(scaled, box, gravity, dpr);
    operations->crop = images::Crop::Focus;
    operations->focusX = (place.leftPx + box.widthPx / 2.0) / scaled.widthPx;
    operations->focusY = (place.topPx + box.heightPx / 2.0) / scaled.heightPx;
}

void setQuality(const ImgproxyRequest &request, images::Preset *preset)
{
    preset->quality = request.presetQuality;
    for (size_t i = 0; i < preset->quality.size(); ++i) {
        if (request.formatQuality[i] > 0)
            preset->quality[i] = request.formatQuality[i];
        else if (request.quality > 0)
            preset->quality[i] = request.quality;
    }
}

} // namespace

Result<images::Preset> imgproxyPreset(const ImgproxyRequest &request, Size picture,
                                      const RenderBounds &bounds)
{
    images::Preset preset;
    preset.name = QStringLiteral("imgproxy");

    const Size source{croppedSide(request.cropWidth, picture.widthPx),
                      croppedSide(request.cropHeight, picture.heightPx)};
    if (source != picture) {
        const Gravity &gravity = request.cropGravity ? *request.cropGravity : request.gravity;
        if (gravity.kind == Gravity::Kind::Smart || gravity.kind == Gravity::Kind::Entropy)
            return Error{
                ErrorCode::InvalidArgument,
                QStringLiteral(
                    "crop: a smart gravity is not known before the scaling; resize:fill with gravity:sm is"),
                QStringLiteral("crop"),
                {}};
        const Corner place = placeOf(picture, source, gravity, 1);
        preset.region = {place.leftPx, place.topPx, source.widthPx, source.heightPx};
    }

    const Scale scale = scaleOf(request, source);
    const Size scaled{std::max(1, rounded(source.widthPx * scale.horizontal)),
                      std::max(1, rounded(source.heightPx * scale.vertical))};
    const bool larger = scaled.widthPx > source.widthPx || scaled.heightPx > source.heightPx;
    if (larger && !bounds.holds(scaled.widthPx, scaled.heightPx))
        return tooLarge("resize", scaled.widthPx, scaled.heightPx, bounds);
    const Size box = boxOf(request, scaled, scale.dpr);
    const Size cut{std::min(box.widthPx, scaled.widthPx), std::min(box.heightPx, scaled.heightPx)};
    preset.widthPx = cut.widthPx;
    preset.heightPx = cut.heightPx;
    preset.enlarge = larger;
    preset.fit = cut == scaled ? images::Fit::Exact : images::Fit::Cover;
    if (preset.fit == images::Fit::Cover)
        setCrop(request.gravity, scaled, cut, scale.dpr, &preset);

    Size result = cut;
    if (request.extend) {
        result = {std::max(box.widthPx, cut.widthPx), std::max(box.heightPx, cut.heightPx)};
        const Corner place = placeOf(result, cut, request.extendGravity, scale.dpr);
        preset.padding = {place.topPx, result.widthPx - cut.widthPx - place.leftPx,
                          result.heightPx - cut.heightPx - place.topPx, place.leftPx};
    }
    preset.padding.top += rounded(request.padding.top * scale.dpr);
    preset.padding.right += rounded(request.padding.right * scale.dpr);
    preset.padding.bottom += rounded(request.padding.bottom * scale.dpr);
    preset.padding.left += rounded(request.padding.left * scale.dpr);
    result = {cut.widthPx + preset.padding.left + preset.padding.right,
              cut.heightPx + preset.padding.top + preset.padding.bottom};
    if (!bounds.holds(result.widthPx, result.heightPx))
        return tooLarge(result == cut ? "resize" : "padding", result.widthPx, result.heightPx, bounds);

    if (request.backgroundRgb) {
        preset.backgroundRgb = *request.backgroundRgb;
        preset.opaque = true;
    }
    preset.blurSigma = request.blurSigma;
    preset.sharpen = request.sharpenSigma;
    preset.maxBytes = request.maxBytes;
    setQuality(request, &preset);
    return preset;
}

} // namespace vitrine::origin
