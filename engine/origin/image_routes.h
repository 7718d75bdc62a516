#pragma once

#include "catalog/focal_point.h"
#include "images/image_service.h"
#include "origin/router.h"

#include <QDateTime>

namespace vitrine::origin {

/// GET /i/… and GET /presets.json. What is in memory is answered on the I/O thread, the rest by the service's
/// threads. `since` is when the presets came to be what they are: no variant has changed after it. A crop keeps what the
/// picture's focal point says; `focalPoints` may be null. All of them outlive the routes.
QVector<Route> imageRoutes(images::ImageService &service, const images::PresetList &presets, const QDateTime &since,
                           const catalog::FocalPoints *focalPoints);

/// "/i/{preset}/{image}/{hash8}.auto": the address that may be cached for ever.
QByteArray imageUrl(const images::Preset &preset, const ImageId &image, const catalog::FocalPoints *focalPoints);
/// The preset for lists: the first that crops to at least 300 px, else the first one; nullptr when there is
/// none.
const images::Preset *listPreset(const images::PresetList &presets);

} // namespace vitrine::origin
