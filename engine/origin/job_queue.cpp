#include "origin/job_queue.h"

namespace vitrine::origin {

JobQueue::JobQueue(int threads, int waiting) : m_most(threads + waiting)
{
    m_pool.setMaxThreadCount(threads);
    m_pool.setExpiryTimeout(-1); // the store keeps a connection per thread: do not throw threads away
}

JobQueue::~JobQueue()
{
    m_pool.waitForDone();
}

void JobQueue::run(Call call, std::function<void(const Call &)> work)
{
    if (m_taken.fetch_add(1) >= m_most) {
        m_taken.fetch_sub(1);
        return call.fail({ErrorCode::Overloaded,
                          QStringLiteral("too many requests are waiting for the catalog"),
                          {},
                          QStringLiteral("Try again in a second")});
    }
    m_pool.start([this, call = std::move(call), work = std::move(work)] {
        work(call);
        m_taken.fetch_sub(1);
    });
}

} // namespace vitrine::origin
