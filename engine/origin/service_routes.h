#pragma once

#include "catalog/catalog.h"
#include "images/preset.h"
#include "origin/job_queue.h"
#include "origin/router.h"

namespace vitrine::origin {

/// Whether the origin can answer now; says what is missing. Called on I/O threads: must not block.
using Readiness = std::function<Status()>;

/// GET /healthz and /readyz, answered on the I/O thread so that no image traffic starves them, and the page
/// at GET /.
QVector<Route> serviceRoutes(const catalog::Catalog &catalog, const images::PresetList &presets, JobQueue &jobs,
                             Readiness ready);

} // namespace vitrine::origin
