#include "storage/sqlite/housekeeping_thread.h"

namespace vitrine::storage::sqlite {

HousekeepingThread::HousekeepingThread(std::chrono::milliseconds interval, std::function<void()> housekeeping)
    : m_interval(interval), m_housekeeping(std::move(housekeeping)), m_thread([this] { loop(); })
{
}

HousekeepingThread::~HousekeepingThread()
{
    {
        std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

void HousekeepingThread::runThere(std::function<void()> f)
{
    std::packaged_task<void()> task(std::move(f));
    auto done = task.get_future();
    {
        std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_wake.notify_all();
    done.get();
}

void HousekeepingThread::loop()
{
    auto next = std::chrono::steady_clock::now() + m_interval;
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait_until(lock, next, [this] { return m_stop || !m_tasks.empty(); });
        if (!m_tasks.empty()) {
            auto task = std::move(m_tasks.front());
            m_tasks.pop_front();
            lock.unlock();
            task();
            lock.lock();
            continue;
        }
        if (m_stop)
            return;
        if (std::chrono::steady_clock::now() >= next) {
            lock.unlock();
            m_housekeeping();
            lock.lock();
            next = std::chrono::steady_clock::now() + m_interval;
        }
    }
}

} // namespace vitrine::storage::sqlite
