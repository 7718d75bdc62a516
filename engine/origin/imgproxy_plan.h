#pragma once

#include "images/resize_plan.h"
#include "origin/imgproxy_request.h"
#include "origin/render_bounds.h"
#include "origin/url_signature.h"

namespace vitrine::origin {

/// Who may use imgproxy's addresses.
struct ImgproxySettings
{
    ImgproxySigner signer;
    bool unsafe = false; ///< "/imgproxy/unsafe/…" is answered without a signature
    qint64 rawBytes =
        32ll << 20; ///< of an original that is handed out as it is: it is held in memory meanwhile
    bool operator==(const ImgproxySettings &) const = default;
};

/// What a request makes of a picture of that size, by imgproxy's rules: crop, scale (never larger than the
/// picture unless `enlarge`, a device pixel ratio included), crop to the box, blur, sharpen, extend, pad.
/// Pure. InvalidArgument names the option: a result out of bounds, a smart crop before the scaling.
Result<images::Preset> imgproxyPreset(const ImgproxyRequest &request, images::Size picture,
                                      const RenderBounds &bounds);

} // namespace vitrine::origin
