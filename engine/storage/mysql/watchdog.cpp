#include "storage/mysql/watchdog.h"

#include <sys/socket.h>

namespace vitrine::storage::mysql {

Watchdog::Watchdog() : m_thread([this] { loop(); }) {}

Watchdog::~Watchdog()
{
    {
        std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void Watchdog::look(Watch &watch)
{
    if (watch.m_verdict != Verdict::None)
        return;
    if (watch.m_cancel.requested())
        watch.m_verdict = Verdict::Cancelled;
    else if (watch.m_deadline && std::chrono::steady_clock::now() >= *watch.m_deadline)
        watch.m_verdict = Verdict::TimeIsUp;
    else
        return;
    for (const int socket : watch.m_sockets)
        ::shutdown(socket, SHUT_RDWR);
}

void Watchdog::loop()
{
    std::unique_lock lock(m_mutex);
    while (!m_stop) {
        if (m_watches.empty()) {
            m_isAsleep = true;
            m_wake.wait(lock, [this] { return m_stop || !m_watches.empty(); });
            m_isAsleep = false;
            continue;
        }
        for (Watch *watch : m_watches)
            look(*watch);
        m_wake.wait_for(lock, LookEvery, [this] { return m_stop; });
    }
}

Watchdog::Watch::Watch(Watchdog &dog, std::optional<Clock::Steady> deadline, CancelToken cancel)
    : m_dog(dog), m_deadline(deadline), m_cancel(std::move(cancel))
{
    bool wasAsleep = false;
    {
        std::lock_guard lock(dog.m_mutex);
        dog.m_watches.push_back(this);
        wasAsleep = dog.m_isAsleep;
    }
    if (wasAsleep)
        dog.m_wake.notify_one();
}

Watchdog::Watch::~Watch()
{
    std::lock_guard lock(m_dog.m_mutex);
    m_dog.m_watches.remove(this);
}

void Watchdog::Watch::add(int socket)
{
    std::lock_guard lock(m_dog.m_mutex);
    m_sockets.push_back(socket);
    if (m_verdict != Verdict::None)
        ::shutdown(socket, SHUT_RDWR);
}

void Watchdog::Watch::forget(int socket)
{
    std::lock_guard lock(m_dog.m_mutex);
    std::erase(m_sockets, socket);
}

Watchdog::Verdict Watchdog::Watch::verdict() const
{
    std::lock_guard lock(m_dog.m_mutex);
    return m_verdict;
}

} // namespace vitrine::storage::mysql
