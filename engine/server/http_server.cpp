#include "server/http_server.h"
#include "base/log.h"
#include "server/connection.h"
#include "server/descriptor_limit.h"
#include "server/listener.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <optional>

namespace vitrine::server {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds LongestTick{250};

void tick(IoLoop &loop, std::chrono::milliseconds period)
{
    loop.ticker.expires_after(period);
    loop.ticker.async_wait([&loop, period](const boost::system::error_code &cancelled) {
        if (cancelled)
            return;
        const auto now = std::chrono::steady_clock::now();
        // A copy: closing takes a connection out of the set.
        const std::vector<std::shared_ptr<Connection>> all(loop.connections.begin(), loop.connections.end());
        for (const auto &connection : all)
            connection->checkDeadlines(now);
        tick(loop, period);
    });
}

template <typename F>
void forEachConnection(ServerCore &core, F function)
{
    for (const auto &loop : core.loops) {
        asio::post(loop->context, [&loop = *loop, function] {
            const std::vector<std::shared_ptr<Connection>> all(loop.connections.begin(),
                                                               loop.connections.end());
            for (const auto &connection : all)
                function(*connection);
        });
    }
}

} // namespace

struct HttpServer::State
{
    origin::Handler handler;
    HttpServerLimits limits;
    origin::AccessObserver observer;
    origin::BodyRules rules;
    std::shared_ptr<ServerCore> core;
    std::shared_ptr<Listener> listener;
    std::vector<asio::executor_work_guard<asio::io_context::executor_type>> work;
};

HttpServer::HttpServer(origin::Handler handler, HttpServerLimits limits, origin::AccessObserver observer,
                       origin::BodyRules rules)
    : m_state(std::make_shared<State>())
{
    m_state->handler = std::move(handler);
    m_state->limits = limits;
    m_state->observer = std::move(observer);
    m_state->rules = std::move(rules);
}

HttpServer::~HttpServer()
{
    stop();
}

Result<QString> HttpServer::start(const QString &address)
{
    if (m_state->core) {
        return Error{ErrorCode::Conflict,
                     QStringLiteral("the server is already listening on %1").arg(m_state->listener->url()),
                     {},
                     QStringLiteral("Stop it first")};
    }
    HttpServerLimits limits = m_state->limits;
    limits.connections = std::min(limits.connections, makeRoomForConnections(limits.connections));
    if (limits.connections < m_state->limits.connections)
        qCWarning(log::server, "only %d of %d connections: the system lets this process open no more files (ulimit -Hn)",
                  limits.connections, m_state->limits.connections);
    auto core = std::make_shared<ServerCore>(m_state->handler, limits, m_state->observer, m_state->rules);
    for (int i = 0; i < std::max(1, m_state->limits.ioThreads); ++i)
        core->loops.push_back(std::make_unique<IoLoop>());
    auto listener = Listener::open(address, core);
    if (!listener)
        return listener.error();

    m_state->core = core;
    m_state->listener = *listener;
    const auto shortest = std::min(m_state->limits.headerTimeout, m_state->limits.bodyTimeout);
    const auto period = std::clamp(shortest / 8, std::chrono::milliseconds(5), LongestTick);
    for (const auto &loop : core->loops) {
        m_state->work.emplace_back(loop->context.get_executor());
        tick(*loop, period);
    }
    m_state->listener->accept();
    const QString url = m_state->listener->url();
    for (const auto &loop : core->loops)
        loop->thread = std::thread([&loop = *loop] { loop.run(); });
    return url;
}

void HttpServer::stop()
{
    if (!m_state->core)
        return;
    ServerCore &core = *m_state->core;
    core.draining.store(true);
    asio::post(core.loops.front()->context, [listener = m_state->listener] { listener->close(); });
    forEachConnection(core, [](Connection &connection) { connection.beginDrain(); });

    const auto end = std::chrono::steady_clock::now() + core.limits.drain;
    while (core.open.load() > 0 && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));

    forEachConnection(core, [](Connection &connection) { connection.close(); });
    for (const auto &loop : core.loops)
        asio::post(loop->context, [&loop = *loop] { loop.context.stop(); });
    for (const auto &loop : core.loops)
        loop->thread.join();
    m_state->work.clear();
    m_state->listener.reset();
    m_state->core.reset();
}

int HttpServer::openConnections() const
{
    return m_state->core ? m_state->core->open.load() : 0;
}

} // namespace vitrine::server
