#include "app/runtime/origin_control.h"

#include "origin/origin.h"

namespace vitrine::app {

struct OriginControl::Running
{
    std::unique_ptr<origin::Origin> origin;
    std::unique_ptr<server::HttpServer> server; // after the origin: its threads end first
    QString address;
    std::chrono::steady_clock::time_point since;
};

OriginControl::OriginControl(catalog::Catalog &catalog, images::ImageService &images, const images::PresetList &presets,
                             server::HttpServerLimits limits)
    : m_catalog(catalog), m_images(images), m_presets(presets), m_limits(limits)
{
}

OriginControl::~OriginControl() { stop(); }

Result<QString> OriginControl::start(const QString &listen)
{
    std::lock_guard lock(m_mutex);
    if (m_running)
        return Error{ErrorCode::Conflict, QStringLiteral("the origin is running already"), m_running->address, QStringLiteral("Stop it first")};
    auto running = std::make_unique<Running>();
    running->origin = std::make_unique<origin::Origin>(m_catalog, m_images, m_presets);
    running->server = std::make_unique<server::HttpServer>(
        [origin = running->origin.get()](origin::Request request, origin::Responder respond) {
            origin->handle(std::move(request), std::move(respond));
        },
        m_limits, [this](const origin::Access &access) { m_metrics.record(access); });
    auto url = running->server->start(listen);
    if (!url)
        return url.error();
    running->address = *url;
    running->since = std::chrono::steady_clock::now();
    m_running = std::move(running);
    return m_running->address;
}

void OriginControl::stop()
{
    std::unique_ptr<Running> running;
    {
        std::lock_guard lock(m_mutex);
        running = std::move(m_running);
    }
    if (running)
        running->server->stop();
}

QString OriginControl::address() const
{
    std::lock_guard lock(m_mutex);
    return m_running ? m_running->address : QString();
}

std::chrono::seconds OriginControl::uptime() const
{
    std::lock_guard lock(m_mutex);
    return m_running ? std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - m_running->since)
                     : std::chrono::seconds(0);
}

int OriginControl::connections() const
{
    std::lock_guard lock(m_mutex);
    return m_running ? m_running->server->openConnections() : 0;
}

} // namespace vitrine::app
