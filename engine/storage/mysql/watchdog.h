#pragma once

#include "base/cancel.h"
#include "base/clock.h"

#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace vitrine::storage::mysql {

/// Breaks off the connections of readers whose time is up or who gave up: it shuts their sockets down, and
/// whoever waits for an answer gets an error at once. Thread-safe, with a thread of its own that sleeps while
/// nobody reads.
class Watchdog
{
public:
    static constexpr std::chrono::milliseconds LookEvery{5};

    Watchdog();
    ~Watchdog();

    enum class Verdict { None, Cancelled, TimeIsUp };

    /// Watches the sockets that are added, until it is destroyed; then no socket of it is touched any more.
    class Watch
    {
    public:
        Watch(Watchdog &dog, std::optional<Clock::Steady> deadline, CancelToken cancel);
        ~Watch();
        Watch(const Watch &) = delete;
        Watch &operator=(const Watch &) = delete;

        void add(int socket);
        /// From here on the socket is left alone; call it before the socket goes to somebody else.
        void forget(int socket);
        Verdict verdict() const;

    private:
        friend class Watchdog;
        Watchdog &m_dog;
        std::optional<Clock::Steady> m_deadline;
        CancelToken m_cancel;
        std::vector<int> m_sockets;        // by the dog's mutex
        Verdict m_verdict = Verdict::None; // by the dog's mutex
    };

private:
    void loop();
    static void look(Watch &watch);

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::list<Watch *> m_watches; // by m_mutex
    bool m_isAsleep = false;      // by m_mutex
    bool m_stop = false;          // by m_mutex
    std::thread m_thread;
};

} // namespace vitrine::storage::mysql
