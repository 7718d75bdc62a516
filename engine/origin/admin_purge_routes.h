#pragma once

#include "catalog/catalog.h"
#include "images/image_service.h"
#include "origin/admin_backend.h"
#include "origin/event_hub.h"
#include "origin/job_queue.h"
#include "origin/router.h"

namespace vitrine::origin {

/// POST /v1/purge.
QVector<Route> adminPurgeRoutes(catalog::Catalog &catalog, images::ImageService &images, AdminBackend &backend,
                                EventHub &events, JobQueue &jobs);

} // namespace vitrine::origin
