#include "origin/origin.h"
#include "origin/card_routes.h"
#include "origin/dispatch.h"
#include "origin/image_routes.h"
#include "origin/openapi.h"
#include "origin/search_routes.h"

namespace vitrine::origin {

struct Origin::State
{
    explicit State(OriginLimits limits) : jobs(limits.workers, limits.waiting) {}

    std::unique_ptr<Router> router;
    QByteArray openApi;
    JobQueue jobs; ///< last: its threads use the rest
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
    state.openApi = addOpenApi(
        {"Vitrine origin", "Product cards, search and image variants. Every GET answers HEAD and OPTIONS. Errors are "
                           "RFC 9457 problem documents."},
        clock, &routes);
    state.router = std::make_unique<Router>(std::move(routes));
}

Origin::~Origin() = default;

void Origin::handle(Request request, Responder respond) const
{
    dispatch(*m_state->router, std::move(request), std::move(respond));
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
