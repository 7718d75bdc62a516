#include "app/server/bench/measured_servers.h"

#include <QUrl>

namespace vitrine::app {

namespace {

constexpr QLatin1String FreePort("127.0.0.1:0");

quint16 portOf(const QString &url) { return quint16(QUrl(url).port()); }

} // namespace

Result<quint16> startOrigin(Runtime &runtime)
{
    if (const QString running = runtime.origin().address(); !running.isEmpty())
        return portOf(running);
    return runtime.origin().start(FreePort).map(portOf);
}

ConstantServer::ConstantServer(const server::HttpServerLimits &limits, qint64 bytes)
    : m_server([body = QByteArray(bytes, 'x')](origin::Request, origin::Responder respond) {
          origin::Response response;
          response.headers = {{"Content-Type", "application/json"}};
          response.body = body;
          respond(std::move(response));
      }, limits)
{
}

Result<std::unique_ptr<ConstantServer>> ConstantServer::start(Runtime &runtime, qint64 bytes)
{
    server::HttpServerLimits limits;
    limits.ioThreads = runtime.configuration().server.ioThreads;
    std::unique_ptr<ConstantServer> constant(new ConstantServer(limits, bytes));
    const auto url = constant->m_server.start(FreePort);
    if (!url)
        return url.error();
    constant->m_port = portOf(*url);
    return constant;
}

} // namespace vitrine::app
