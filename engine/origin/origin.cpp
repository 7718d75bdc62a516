#include "origin/origin.h"
#include "origin/card_routes.h"
#include "origin/conditional.h"
#include "origin/image_routes.h"
#include "origin/openapi.h"
#include "origin/search_routes.h"

#include <QCryptographicHash>

namespace vitrine::origin {

namespace {

const QByteArray Allowed = QByteArrayLiteral("GET, HEAD, OPTIONS");

/// OPTIONS: what a resource can do, and what a page of another site may ask (Fetch, CORS protocol).
Response options()
{
    Response response;
    response.status = 204;
    response.headers = commonHeaders();
    response.headers += {{"Allow", Allowed},
                         {"Access-Control-Allow-Methods", Allowed},
                         {"Access-Control-Allow-Headers", "*"},
                         {"Access-Control-Max-Age", "86400"}};
    return response;
}

Response methodNotAllowed(const QByteArray &method)
{
    Response response =
        problemResponse({405,
                         "method-not-allowed",
                         QStringLiteral("Method not allowed"),
                         QStringLiteral("%1 is not answered here.").arg(QString::fromLatin1(method)),
                         {}});
    response.setHeader("Allow", Allowed);
    return response;
}

} // namespace

struct Origin::State
{
    explicit State(OriginLimits limits) : jobs(limits.workers, limits.waiting) {}

    std::unique_ptr<Router> router;
    QByteArray openApi;
    QByteArray openApiEtag;
    QDateTime started;
    JobQueue jobs; ///< last: its threads use the rest

    void answerOpenApi(const Call &call) const
    {
        if (refuseUnacceptable(call, "application/json"))
            return;
        Response response = success(openApi, "application/json", "public, max-age=60");
        response.setHeader("ETag", openApiEtag);
        response.setHeader("Last-Modified", toHttpDate(started));
        if (notModified(call.request, openApiEtag, true, started)) {
            response.status = 304;
            response.body.clear();
        }
        call.respond(std::move(response));
    }
};

Origin::Origin(const catalog::Catalog &catalog, images::ImageService &images,
               const images::PresetList &presets, const Clock &clock, Readiness ready, OriginLimits limits)
    : m_state(std::make_unique<State>(limits))
{
    State &state = *m_state;
    QVector<Route> routes = cardRoutes(catalog.cards, state.jobs);
    routes += searchRoutes(catalog.search, presets, state.jobs);
    routes += imageRoutes(images, presets);
    routes += serviceRoutes(catalog.search, presets, state.jobs, std::move(ready));
    routes += Route{"/openapi.json",
                    "getOpenApi",
                    "This description",
                    {},
                    {{200, "application/json", "OpenAPI 3.1"}, {304, "", "The client's copy is current"}},
                    [&state](Call call) { state.answerOpenApi(call); }};
    state.openApi = openApiDocument(routes);
    state.openApiEtag =
        '"' + QCryptographicHash::hash(state.openApi, QCryptographicHash::Sha256).toHex().first(16) + '"';
    state.started = QDateTime::fromSecsSinceEpoch(
        std::chrono::duration_cast<std::chrono::seconds>(clock.wallTime().time_since_epoch()).count(),
        Qt::UTC);
    state.router = std::make_unique<Router>(std::move(routes));
}

Origin::~Origin() = default;

void Origin::handle(Request request, Responder respond) const
{
    Call call{std::move(request), {}, {}, std::move(respond), std::chrono::steady_clock::now()};
    const QByteArray &method = call.request.method;
    if (call.request.target == "*")
        return call.respond(method == "OPTIONS" ? options() : methodNotAllowed(method));
    call.target = splitTarget(call.request.target);
    const Route *route = m_state->router->match(call.target.path, &call.path);
    if (!route) {
        return call.fail({ErrorCode::NotFound,
                          QStringLiteral("nothing is at '%1'; /openapi.json lists every address")
                              .arg(QString::fromUtf8(call.target.path)),
                          {},
                          {}});
    }
    if (method == "GET" || method == "HEAD")
        return route->handle(std::move(call));
    Response response = method == "OPTIONS" ? options() : methodNotAllowed(method);
    if (call.target.path.endsWith(".auto")) // a negotiated address says so whatever it answers
        response.setHeader("Vary", "Accept");
    call.respond(std::move(response));
}

Handler Origin::handler() const
{
    return [this](Request request, Responder respond) { handle(std::move(request), std::move(respond)); };
}

QStringList Origin::routePatterns() const
{
    QStringList patterns;
    for (const Route &route : m_state->router->routes())
        patterns += QString::fromLatin1(route.pattern);
    return patterns;
}

const QByteArray &Origin::openApi() const
{
    return m_state->openApi;
}

} // namespace vitrine::origin
