#pragma once

#include "catalog/catalog.h"
#include "images/image_service.h"
#include "origin/event_hub.h"
#include "origin/job_queue.h"
#include "origin/router.h"

namespace vitrine::origin {

/// POST /v1/images.
QVector<Route> adminImageRoutes(catalog::Catalog &catalog, images::ImageService &images, EventHub &events,
                                JobQueue &jobs);

} // namespace vitrine::origin
