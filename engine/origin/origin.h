#pragma once

#include "base/clock.h"
#include "catalog/catalog.h"
#include "images/image_service.h"
#include "images/preset.h"
#include "origin/http.h"
#include "origin/service_routes.h"
#include "origin/url_settings.h"

#include <memory>

namespace vitrine::origin {

struct OriginLimits
{
    int workers = 2;   ///< threads for what asks the engine for more than a stored card
    int waiting = 256; ///< requests that may wait for them; more are answered 503
};

/// The public listener of CONTRACT.md as a function from request to response. Owns its workers; catalog,
/// images and presets outlive it. handle() is called on any thread, does not block, and answers exactly once.
class Origin
{
public:
    Origin(const catalog::Catalog &catalog, images::ImageService &images, const images::PresetList &presets,
           const Clock &clock, Readiness ready, OriginLimits limits = {}, UrlSettings urls = {});
    ~Origin(); ///< waits for the workers

    void handle(Request request, Responder respond) const;
    /// handle() for a server; the origin outlives it.
    Handler handler() const;

    /// The patterns of all routes, for who wants to show them.
    QStringList routePatterns() const;
    const QByteArray &openApi() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace vitrine::origin
