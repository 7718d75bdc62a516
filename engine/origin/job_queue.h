#pragma once

#include "origin/call.h"

#include <QThreadPool>

#include <atomic>

namespace vitrine::origin {

/// Where handlers that ask the engine run: a pool of threads behind a bounded queue. Thread-safe.
class JobQueue
{
public:
    JobQueue(int threads, int waiting);
    ~JobQueue(); ///< waits for what was taken

    /// Runs work(call) on a worker, or answers the call with Overloaded at once.
    void run(Call call, std::function<void(const Call &)> work);

private:
    QThreadPool m_pool;
    std::atomic<int> m_taken{0};
    const int m_most;
};

} // namespace vitrine::origin
