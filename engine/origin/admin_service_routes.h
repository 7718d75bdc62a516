#pragma once

#include "origin/admin_backend.h"
#include "origin/event_hub.h"
#include "origin/job_queue.h"
#include "origin/router.h"

namespace vitrine::origin {

/// /v1/write-pool, /v1/workers, /metrics and /v1/events.
QVector<Route> adminServiceRoutes(AdminBackend &backend, EventHub &events, JobQueue &jobs);

} // namespace vitrine::origin
