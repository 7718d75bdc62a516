#pragma once

#include "base/clock.h"
#include "images/image_service.h"
#include "origin/picture_sizes.h"
#include "origin/router.h"
#include "origin/url_settings.h"

#include <memory>

namespace vitrine::origin {

/// GET /iiif/3/…: the IIIF Image API 3.0 over our originals. What is in memory of a known picture is answered
/// on the I/O thread. All references outlive the routes.
QVector<Route> iiifRoutes(images::ImageService &service, const images::PresetList &presets,
                          const Clock &clock, const UrlSettings &settings,
                          std::shared_ptr<PictureSizes> sizes);

} // namespace vitrine::origin
