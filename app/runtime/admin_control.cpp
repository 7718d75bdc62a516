#include "app/runtime/admin_control.h"

#include "base/log.h"

namespace vitrine::app {

namespace {

constexpr int MostConnections = 64; ///< each may hold an upload's bytes on disk

} // namespace

AdminControl::AdminControl(const AdminParts &parts, const QString &dataDir)
    : m_parts(parts), m_dataDir(dataDir), m_tokens(dataDir), m_machinery(parts)
{
}

AdminControl::~AdminControl() { stop(); }

Result<QString> AdminControl::start(const QString &address)
{
    if (m_server)
        return Error{ErrorCode::Conflict, QStringLiteral("the admin listener is running already"), {}, QStringLiteral("Stop it first")};
    const auto tokens = m_tokens.read();
    if (!tokens)
        return tokens.error();
    if (tokens->all().isEmpty())
        qCWarning(log::server).noquote() << "the admin listener answers nobody yet: vitrined token create --data" << m_dataDir;
    const origin::Authorise authorise = [this](QByteArrayView token) {
        return m_tokens.read().map([&](const origin::TokenSet &known) {
            return known.check(token, QStringLiteral("admin"), QDateTime::currentDateTimeUtc());
        });
    };
    auto adminOrigin = std::make_unique<origin::AdminOrigin>(m_parts.catalog, m_parts.images, m_parts.originals, m_machinery,
                                                             authorise, m_parts.clock);
    server::HttpServerLimits limits;
    limits.ioThreads = 1;
    limits.connections = MostConnections;
    limits.spoolFolder = m_dataDir;
    auto listener = std::make_unique<server::HttpServer>(adminOrigin->handler(), limits, origin::AccessObserver(), adminOrigin->bodyRules());
    auto url = listener->start(address);
    if (!url)
        return url.error();
    m_origin = std::move(adminOrigin);
    m_server = std::move(listener);
    return url;
}

void AdminControl::stop()
{
    if (m_server)
        m_server->stop();
    m_origin.reset(); // its workers may still answer: into a server that has stopped, which is harmless
    m_server.reset();
}

} // namespace vitrine::app
