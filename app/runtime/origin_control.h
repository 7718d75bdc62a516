#pragma once

#include "base/result.h"
#include "catalog/catalog.h"
#include "images/image_service.h"
#include "images/preset.h"
#include "origin/origin.h"
#include "origin/origin_metrics.h"
#include "server/http_server.h"

#include <QString>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

namespace vitrine::app {

/// The HTTP origin of one engine, started and stopped while the engine runs. Thread-safe.
class OriginControl
{
public:
    /// `ready` says what else /readyz has to wait for: called on I/O threads, must not block.
    OriginControl(catalog::Catalog &catalog, images::ImageService &images, images::PresetList presets,
                  origin::UrlSettings urls, const Clock &clock, server::HttpServerLimits limits, origin::Readiness ready);
    ~OriginControl(); ///< stop()

    /// The URL it listens on. Conflict when it runs already or the address is taken.
    Result<QString> start(const QString &listen);
    /// From now on /readyz says that this origin is about to stop; all else goes on.
    void announceStop() { m_stage = Stage::Stopping; }
    /// Drains and closes. Idempotent.
    void stop();

    /// What a GET of this path and query answers, without a socket: a command's way to the same document. Waits.
    origin::Response get(const QByteArray &target) const;

    /// Requests that come from now on are answered with these.
    void configure(images::PresetList presets, origin::UrlSettings urls);

    /// images::withTwins() of the presets that are in force.
    images::Purge withTwins(images::Purge purge) const;

    QString address() const; ///< empty while stopped
    std::chrono::seconds uptime() const;
    int connections() const;
    const origin::OriginMetrics &metrics() const { return m_metrics; }

private:
    const server::HttpServerLimits m_limits;
    origin::OriginMetrics m_metrics;
    catalog::Catalog &m_catalog;
    images::ImageService &m_images;
    const Clock &m_clock;

    enum class Stage { Starting, Serving, Stopping };
    Status readiness() const;
    const origin::Readiness m_ready;
    std::atomic<Stage> m_stage{Stage::Starting};

    struct Face;
    std::atomic<const Face *> m_face{nullptr}; ///< the newest; read for every request

    mutable std::mutex m_mutex; // guards what follows
    std::vector<std::unique_ptr<Face>> m_faces; ///< older ones too: requests in flight may still use them
    struct Running;
    std::unique_ptr<Running> m_running;
};

} // namespace vitrine::app
