#pragma once

#include "app/runtime/runtime.h"
#include "server/http_server.h"

#include <memory>

namespace vitrine::app {

/// The port of the engine's origin, which is started where it does not run yet.
Result<quint16> startOrigin(Runtime &runtime);

/// A server of the same kind as the origin, on a free port, that answers every request with the same bytes: what cards over
/// HTTP are held against. Ends with this object.
class ConstantServer
{
public:
    static constexpr char Target[] = "/constant";

    /// `bytes`: of each body.
    static Result<std::unique_ptr<ConstantServer>> start(Runtime &runtime, qint64 bytes);
    quint16 port() const { return m_port; }

private:
    ConstantServer(const server::HttpServerLimits &limits, qint64 bytes);

    server::HttpServer m_server;
    quint16 m_port = 0;
};

} // namespace vitrine::app
