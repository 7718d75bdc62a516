#include "origin/event_hub.h"

#include <QJsonDocument>

namespace vitrine::origin {

namespace {

constexpr size_t MostListeners = 32;
constexpr qint64 MostWaiting = 256 * 1024;

QByteArray message(const QByteArray &event, const QJsonObject &data)
{
    // Compact JSON has no line end, so one data line holds it.
    return "event: " + event + "\ndata: " + QJsonDocument(data).toJson(QJsonDocument::Compact) + "\n\n";
}

} // namespace

EventHub::EventHub(Figures figures, std::chrono::milliseconds period, std::chrono::milliseconds heartbeat)
    : m_figures(std::move(figures)), m_period(period), m_heartbeat(heartbeat), m_thread([this] { run(); })
{
}

EventHub::~EventHub()
{
    {
        std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_changed.notify_all();
    m_thread.join();
    for (const auto &stream : m_streams)
        stream->end();
}

std::shared_ptr<BodyStream> EventHub::listen()
{
    auto stream = std::make_shared<BodyStream>(MostWaiting);
    stream->push("retry: 2000\n\n");
    {
        std::lock_guard lock(m_mutex);
        if (m_streams.size() >= MostListeners)
            return nullptr;
        m_streams.push_back(stream);
    }
    m_changed.notify_all();
    return stream;
}

void EventHub::publish(const QByteArray &event, const QJsonObject &data)
{
    send(message(event, data));
}

int EventHub::listeners() const
{
    std::lock_guard lock(m_mutex);
    return int(m_streams.size());
}

void EventHub::send(const QByteArray &bytes)
{
    std::lock_guard lock(m_mutex);
    std::erase_if(m_streams, [&bytes](const auto &stream) { return !stream->push(bytes); });
}

void EventHub::run()
{
    auto lastBeat = std::chrono::steady_clock::now();
    std::unique_lock lock(m_mutex);
    while (!m_stop) {
        if (m_streams.empty()) {
            m_changed.wait(lock, [this] { return m_stop || !m_streams.empty(); });
            continue;
        }
        lock.unlock();
        publish("figures", m_figures());
        const auto now = std::chrono::steady_clock::now();
        if (now - lastBeat >= m_heartbeat) {
            send(": alive\n\n");
            lastBeat = now;
        }
        lock.lock();
        m_changed.wait_for(lock, m_period, [this] { return m_stop; });
    }
}

} // namespace vitrine::origin
