#include "app/runtime/origin_control.h"

#include <future>

namespace vitrine::app {

struct OriginControl::Running
{
    std::unique_ptr<server::HttpServer> server;
    QString address;
    std::chrono::steady_clock::time_point since;
};

/// The routes with the settings that they were made for.
struct OriginControl::Face
{
    Face(OriginControl &owner, images::PresetList list, origin::UrlSettings urls)
        : presets(std::move(list)),
          origin(
              owner.m_catalog, owner.m_images, presets, owner.m_clock, [&owner] { return owner.readiness(); }, {}, std::move(urls))
    {
    }

    const images::PresetList presets;
    const origin::Origin origin;
};

OriginControl::OriginControl(catalog::Catalog &catalog, images::ImageService &images, images::PresetList presets,
                             origin::UrlSettings urls, const Clock &clock, server::HttpServerLimits limits, origin::Readiness ready)
    : m_limits(limits), m_catalog(catalog), m_images(images), m_clock(clock), m_ready(std::move(ready))
{
    configure(std::move(presets), std::move(urls));
}

void OriginControl::configure(images::PresetList presets, origin::UrlSettings urls)
{
    std::lock_guard lock(m_mutex);
    m_face = m_faces.emplace_back(std::make_unique<Face>(*this, std::move(presets), std::move(urls))).get();
}

OriginControl::~OriginControl() { stop(); }

Status OriginControl::readiness() const
{
    switch (m_stage.load()) {
    case Stage::Starting:
        return Error{ErrorCode::Overloaded, QStringLiteral("the origin is starting"), {}, {}};
    case Stage::Stopping:
        return Error{ErrorCode::Overloaded, QStringLiteral("the origin is stopping"), {}, {}};
    case Stage::Serving:
        break;
    }
    return m_ready ? m_ready() : Status(Done{});
}

origin::Response OriginControl::get(const QByteArray &target) const
{
    std::promise<origin::Response> promise;
    auto answer = promise.get_future();
    m_face.load()->origin.handle({"GET", target, {{"host", "localhost"}}, {}}, [&promise](origin::Response response) { promise.set_value(std::move(response)); });
    return answer.get();
}

images::Purge OriginControl::withTwins(images::Purge purge) const
{
    return images::withTwins(std::move(purge), m_face.load(std::memory_order_acquire)->presets);
}

Result<QString> OriginControl::start(const QString &listen)
{
    std::lock_guard lock(m_mutex);
    if (m_running)
        return Error{ErrorCode::Conflict, QStringLiteral("the origin is running already"), m_running->address, QStringLiteral("Stop it first")};
    auto running = std::make_unique<Running>();
    running->server = std::make_unique<server::HttpServer>(
        [this](origin::Request request, origin::Responder respond) {
            m_face.load(std::memory_order_acquire)->origin.handle(std::move(request), std::move(respond));
        },
        m_limits, m_metrics.observer());
    auto url = running->server->start(listen);
    if (!url)
        return url.error();
    running->address = *url;
    running->since = std::chrono::steady_clock::now();
    m_running = std::move(running);
    m_stage = Stage::Serving;
    return m_running->address;
}

void OriginControl::stop()
{
    std::unique_ptr<Running> running;
    {
        std::lock_guard lock(m_mutex);
        running = std::move(m_running);
    }
    if (!running)
        return;
    announceStop();
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
