#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

class QThreadPool;

namespace vitrine::images {

/// Starts tasks in a pool of threads, for callers that must not wait: to make or wake a thread takes tens of
/// microseconds, and the pool's lock is held by whoever else does it. Its own thread does that, and is nicer than its
/// callers, as are the threads that it makes: in a flood who answers goes before who begins more work. Thread-safe.
class TaskStarter
{
public:
    using Task = std::function<void()>;

    explicit TaskStarter(QThreadPool &pool); ///< which outlives it
    ~TaskStarter();                          ///< finish()
    TaskStarter(const TaskStarter &) = delete;
    TaskStarter &operator=(const TaskStarter &) = delete;

    /// `priority` is the pool's.
    void start(Task task, int priority = 0);
    /// All that was handed over is with the pool; what still comes goes there at once.
    void finish();

private:
    struct Handed
    {
        Task task;
        int priority;
    };
    void run();

    QThreadPool &m_pool;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<Handed> m_handed; ///< by m_mutex
    bool m_finished = false;      ///< by m_mutex
    std::thread m_thread;
};

} // namespace vitrine::images
