#include "origin/dispatch.h"

namespace vitrine::origin {

namespace {

/// OPTIONS: what a resource can do, and what a page of another site may ask (Fetch, CORS protocol).
Response options(const QByteArray &allowed)
{
    Response response;
    response.status = 204;
    response.headers = commonHeaders();
    response.headers += {{"Allow", allowed},
                         {"Access-Control-Allow-Methods", allowed},
                         {"Access-Control-Allow-Headers", "*"},
                         {"Access-Control-Max-Age", "86400"}};
    return response;
}

Response methodNotAllowed(const QByteArray &method, const QByteArray &allowed)
{
    Response response =
        problemResponse({405,
                         "method-not-allowed",
                         QStringLiteral("Method not allowed"),
                         QStringLiteral("%1 is not answered here.").arg(QString::fromLatin1(method)),
                         {}});
    response.setHeader("Allow", allowed);
    return response;
}

} // namespace

void dispatch(const Router &router, Request request, Responder respond)
{
    static const QByteArray everywhere = QByteArrayLiteral("GET, HEAD, OPTIONS");
    Call call{std::move(request), {}, {}, std::move(respond), std::chrono::steady_clock::now()};
    const QByteArray &method = call.request.method;
    if (call.request.target == "*")
        return call.respond(method == "OPTIONS" ? options(everywhere)
                                                : methodNotAllowed(method, everywhere));
    call.target = splitTarget(call.request.target);
    const Resource *resource = router.match(call.target.path, &call.path);
    if (!resource) {
        return call.fail({ErrorCode::NotFound,
                          QStringLiteral("nothing is at '%1'; /openapi.json lists every address")
                              .arg(QString::fromUtf8(call.target.path)),
                          {},
                          {}});
    }
    if (const Route *route = resource->route(method))
        return route->handle(std::move(call));
    Response response = method == "OPTIONS" ? options(resource->allow())
                                            : methodNotAllowed(method, resource->allow());
    if (call.target.path.endsWith(".auto")) // a negotiated address says so whatever it answers
        response.setHeader("Vary", "Accept");
    call.respond(std::move(response));
}

BodyRule bodyRule(const Router &router, const Request &head)
{
    std::array<QByteArrayView, MaxPathNames> path;
    const Resource *resource = router.match(splitTarget(head.target).path, &path);
    const Route *route = resource ? resource->route(head.method) : nullptr;
    if (!route)
        return {};
    return {std::nullopt, route->bodyLimit, route->spoolsBody};
}

} // namespace vitrine::origin
