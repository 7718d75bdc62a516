#pragma once

#include "base/result.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

namespace vitrine::storage::sqlite {

/// A thread that opens and closes every reader's connection, since Qt wants both in one thread, and in
/// between does the housekeeping at a fixed interval. Thread-safe.
class HousekeepingThread
{
public:
    HousekeepingThread(std::chrono::milliseconds interval, std::function<void()> housekeeping);
    /// Finishes what was asked for, then ends.
    ~HousekeepingThread();

    /// Runs f on the thread and waits for it.
    void runThere(std::function<void()> f);

private:
    void loop();

    const std::chrono::milliseconds m_interval;
    const std::function<void()> m_housekeeping;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::packaged_task<void()>> m_tasks; // by m_mutex
    bool m_stop = false;                            // by m_mutex
    std::thread m_thread;
};

} // namespace vitrine::storage::sqlite
