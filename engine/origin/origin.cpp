#include "origin/origin.h"
#include "origin/card_routes.h"
#include "origin/dispatch.h"
#include "origin/family_routes.h"
#include "origin/iiif_routes.h"
#include "origin/image_routes.h"
#include "origin/imgproxy_routes.h"
#include "origin/openapi.h"
#include "origin/search_routes.h"

namespace vitrine::origin {

struct Origin::State
{
    State(OriginLimits limits, UrlSettings settings) : urls(std::move(settings)), jobs(limits.workers, limits.waiting) {}

    const UrlSettings urls;
    std::unique_ptr<Router> router;
    QByteArray openApi;
    JobQueue jobs; ///< last: its threads use the rest
};

Origin::Origin(const catalog::Catalog &catalog, images::ImageService &images,
               const images::PresetList &presets, const Clock &clock, Readiness ready, OriginLimits limits, UrlSettings urls)
    : m_state(std::make_unique<State>(limits, std::move(urls)))
{
    State &state = *m_state;
    const QDateTime started = QDateTime::fromSecsSinceEpoch(
        std::chrono::duration_cast<std::chrono::seconds>(clock.wallTime().time_since_epoch()).count(), Qt::UTC);
    QVector<Route> routes = cardRoutes(catalog.cards, catalog.families, state.jobs);
    routes += familyRoutes(catalog.families, state.jobs);
    routes += searchRoutes(catalog, presets, state.jobs);
    routes += imageRoutes(images, presets, started, catalog.focalPoints);
    const auto sizes = std::make_shared<PictureSizes>(images.originals(), state.jobs);
    routes += iiifRoutes(images, presets, clock, state.urls, sizes);
    routes += imgproxyRoutes(images, presets, clock, state.urls, sizes, state.jobs);
    routes += serviceRoutes(catalog, presets, state.jobs, std::move(ready));
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
        patterns += QString::fromLatin1(route.shownPattern());
    return patterns;
}

const QByteArray &Origin::openApi() const
{
    return m_state->openApi;
}

} // namespace vitrine::origin
