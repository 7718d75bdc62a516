#pragma once

#include "origin/body_stream.h"

#include <QByteArray>
#include <QJsonObject>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace vitrine::origin {

/// Server-sent events (WHATWG HTML 9.2) to whoever listens: what is published as it happens, figures every so
/// often, and a comment as heartbeat while nothing happens, so that proxies and clients know the line is alive.
/// A listener that does not read is cut off once 256 KiB wait for it. Thread-safe; publish() does not block.
class EventHub
{
public:
    using Figures = std::function<QJsonObject()>;

    /// `figures` is called on the hub's thread, only while somebody listens.
    EventHub(Figures figures, std::chrono::milliseconds period, std::chrono::milliseconds heartbeat);
    ~EventHub(); ///< ends every stream

    /// A new listener's stream; nothing when 32 listen already.
    std::shared_ptr<BodyStream> listen();
    void publish(const QByteArray &event, const QJsonObject &data);
    int listeners() const;

private:
    void run();
    void send(const QByteArray &bytes);

    const Figures m_figures;
    const std::chrono::milliseconds m_period;
    const std::chrono::milliseconds m_heartbeat;
    mutable std::mutex m_mutex; // guards what follows
    std::condition_variable m_changed;
    std::vector<std::shared_ptr<BodyStream>> m_streams;
    bool m_stop = false;
    std::thread m_thread; // last: it uses the rest
};

} // namespace vitrine::origin
