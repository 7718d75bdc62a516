#include "origin/admin_origin.h"
#include "origin/admin_image_routes.h"
#include "origin/admin_product_routes.h"
#include "origin/admin_purge_routes.h"
#include "origin/admin_service_routes.h"
#include "origin/dispatch.h"
#include "origin/openapi.h"

namespace vitrine::origin {

struct AdminOrigin::State
{
    State(catalog::Catalog ports, AdminBackend &backend, Authorise authority, AdminLimits limits)
        : catalog(ports),
          authorise(std::move(authority)),
          events([&backend] { return backend.figures(); }, limits.figuresPeriod, limits.heartbeat),
          jobs(limits.workers, limits.waiting)
    {
    }

    catalog::Catalog catalog;
    const Authorise authorise;
    std::unique_ptr<Router> router;
    QByteArray openApi;
    EventHub events;
    JobQueue jobs; ///< last: its threads use the rest
};

AdminOrigin::AdminOrigin(catalog::Catalog catalog, images::ImageService &images,
                         images::OriginalStore &originals, AdminBackend &backend, Authorise authorise,
                         const Clock &clock, AdminLimits limits)
    : m_state(std::make_unique<State>(catalog, backend, std::move(authorise), limits))
{
    State &state = *m_state;
    QVector<Route> routes = adminImageRoutes(state.catalog, images, state.events, state.jobs);
    routes += adminProductRoutes(state.catalog, originals, state.events, state.jobs);
    routes += adminPurgeRoutes(state.catalog, images, backend, state.events, state.jobs);
    routes += adminServiceRoutes(backend, state.events, state.jobs);
    state.openApi = addOpenApi({"Vitrine admin listener",
                                "Uploads, changes, the machinery and its figures. Every request needs a bearer token "
                                "with scope admin. Errors are RFC 9457 problem documents.",
                                true},
                               clock, &routes);
    state.router = std::make_unique<Router>(std::move(routes));
}

AdminOrigin::~AdminOrigin() = default;

void AdminOrigin::handle(Request request, Responder respond) const
{
    if (auto refusal = refuseStranger(request, m_state->authorise))
        return respond(std::move(*refusal));
    dispatch(*m_state->router, std::move(request), [respond = std::move(respond)](Response response) {
        response.setHeader("Cache-Control", "no-store"); // nothing here is for a cache, shared or private
        respond(std::move(response));
    });
}

Handler AdminOrigin::handler() const
{
    return [this](Request request, Responder respond) { handle(std::move(request), std::move(respond)); };
}

BodyRules AdminOrigin::bodyRules() const
{
    return [this](const Request &head) {
        BodyRule rule = bodyRule(*m_state->router, head);
        rule.refusal = refuseStranger(head, m_state->authorise);
        return rule;
    };
}

const QByteArray &AdminOrigin::openApi() const
{
    return m_state->openApi;
}

} // namespace vitrine::origin
