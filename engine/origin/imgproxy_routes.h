#pragma once

#include "base/clock.h"
#include "images/image_service.h"
#include "origin/picture_sizes.h"
#include "origin/router.h"
#include "origin/url_settings.h"

#include <memory>

namespace vitrine::origin {

/// GET /imgproxy/…: imgproxy's URL grammar over our originals. All references outlive the routes.
QVector<Route> imgproxyRoutes(images::ImageService &service, const images::PresetList &presets,
                              const Clock &clock, const UrlSettings &settings,
                              std::shared_ptr<PictureSizes> sizes, JobQueue &jobs);

} // namespace vitrine::origin
