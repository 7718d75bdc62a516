#pragma once

#include "catalog/catalog.h"
#include "images/ports.h"
#include "origin/event_hub.h"
#include "origin/job_queue.h"
#include "origin/router.h"

namespace vitrine::origin {

/// GET, PUT and PATCH of /v1/products/{key}. The ETag is that of the public listener's card.
QVector<Route> adminProductRoutes(catalog::Catalog &catalog, images::OriginalStore &originals, EventHub &events,
                                  JobQueue &jobs);

} // namespace vitrine::origin
