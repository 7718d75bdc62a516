#pragma once

#include "base/clock.h"
#include "catalog/catalog.h"
#include "images/image_service.h"
#include "origin/admin_backend.h"
#include "origin/admin_guard.h"

#include <memory>

namespace vitrine::origin {

struct AdminLimits
{
    int workers = 8;  ///< threads; an upload holds one while it is decoded and written
    int waiting = 64; ///< requests that may wait for them; more are answered 503
    std::chrono::milliseconds figuresPeriod{1'000};
    std::chrono::milliseconds heartbeat{15'000};
};

/// The admin listener of CONTRACT.md as a function from request to response: uploads, changes of products, the
/// pool, the workers, metrics and events. Owns its workers; everything it is given outlives it. handle() is
/// called on any thread, does not block, and answers exactly once. Nothing is answered without a token.
class AdminOrigin
{
public:
    AdminOrigin(catalog::Catalog catalog, images::ImageService &images, images::OriginalStore &originals,
                AdminBackend &backend, Authorise authorise, const Clock &clock, AdminLimits limits = {});
    ~AdminOrigin(); ///< ends the event streams, waits for the workers

    void handle(Request request, Responder respond) const;
    /// For a server; the origin outlives both.
    Handler handler() const;
    /// Refuses strangers before their body is read, sends uploads into files.
    BodyRules bodyRules() const;

    const QByteArray &openApi() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace vitrine::origin
