#pragma once

#include "catalog/families.h"
#include "origin/job_queue.h"
#include "origin/router.h"

namespace vitrine::origin {

/// GET /v1/completeness and GET /v1/products/{key}/completeness, on a worker. `families` may be null: a store without any.
/// What they refer to outlives the routes.
QVector<Route> familyRoutes(catalog::ProductFamilies *families, JobQueue &jobs);

} // namespace vitrine::origin
