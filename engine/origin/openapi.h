#pragma once

#include "base/clock.h"
#include "origin/router.h"

namespace vitrine::origin {

struct ApiInfo
{
    const char *title;
    const char *description;
    bool bearer = false; ///< every operation needs a token
};

/// The OpenAPI 3.1 document of a table of routes, so that none can be served undescribed.
QByteArray openApiDocument(const ApiInfo &info, const QVector<Route> &routes);

/// Adds GET /openapi.json to the table, which describes itself too. Returns the document.
QByteArray addOpenApi(const ApiInfo &info, const Clock &clock, QVector<Route> *routes);

} // namespace vitrine::origin
