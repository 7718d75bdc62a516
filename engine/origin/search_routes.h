#pragma once

#include "catalog/catalog.h"
#include "images/preset.h"
#include "origin/job_queue.h"
#include "origin/router.h"

namespace vitrine::origin {

/// GET /v1/search, always on a worker. The references outlive the routes.
QVector<Route> searchRoutes(const catalog::Catalog &catalog, const images::PresetList &presets, JobQueue &jobs);

} // namespace vitrine::origin
