#pragma once

#include "origin/router.h"

namespace vitrine::origin {

/// The OpenAPI 3.1 document of a table of routes, so that none can be served undescribed.
QByteArray openApiDocument(const QVector<Route> &routes);

} // namespace vitrine::origin
