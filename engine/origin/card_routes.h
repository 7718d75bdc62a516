#pragma once

#include "catalog/catalog.h"
#include "catalog/families.h"
#include "origin/job_queue.h"
#include "origin/router.h"

namespace vitrine::origin {

/// GET /v1/products/{key} and GET /v1/products. A card as it is stored is answered on the I/O thread: reading
/// it costs less than the hop to a worker. What must be assembled or cut goes to `jobs`. `families` adds
/// the member "completeness" to a card that is asked for it; null: it stays empty. All outlive the routes.
QVector<Route> cardRoutes(catalog::CardReader &cards, catalog::ProductFamilies *families, JobQueue &jobs);

/// The strong ETag of a card's very bytes.
QByteArray cardEtag(const QByteArray &json);

} // namespace vitrine::origin
