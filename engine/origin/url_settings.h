#pragma once

#include "origin/iiif_info.h"
#include "origin/imgproxy_plan.h"
#include "origin/render_bounds.h"
#include "origin/url_signature.h"

namespace vitrine::origin {

/// Everything about the addresses that spell their own sizes out: who may ask, and for how much.
struct UrlSettings
{
    RenderBounds bounds;
    UrlSigner signer; ///< of IIIF addresses
    IiifSettings iiif;
    ImgproxySettings imgproxy;
    bool operator==(const UrlSettings &) const = default;
};

} // namespace vitrine::origin
