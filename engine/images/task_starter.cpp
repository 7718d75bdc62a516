#include "images/task_starter.h"

#include <QThreadPool>

#include <sys/resource.h>
#include <unistd.h>

#include <utility>

namespace vitrine::images {

namespace {

constexpr int Nicer = 5;

} // namespace

TaskStarter::TaskStarter(QThreadPool &pool) : m_pool(pool), m_thread([this] { run(); }) {}

TaskStarter::~TaskStarter()
{
    finish();
}

void TaskStarter::start(Task task, int priority)
{
    bool first = false;
    {
        std::lock_guard lock(m_mutex);
        if (!m_finished) {
            first = m_handed.empty();
            m_handed.push_back({std::move(task), priority});
        }
    }
    if (task)
        m_pool.start(std::move(task), priority);
    else if (first)
        m_wake.notify_one();
}

void TaskStarter::finish()
{
    {
        std::lock_guard lock(m_mutex);
        m_finished = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void TaskStarter::run()
{
    // Of this thread alone, and of those that it makes (setpriority(2), "C library/kernel differences").
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), Nicer);
    std::vector<Handed> taken;
    for (bool last = false; !last;) {
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_finished || !m_handed.empty(); });
            taken.swap(m_handed);
            last = m_finished;
        }
        for (Handed &handed : taken)
            m_pool.start(std::move(handed.task), handed.priority);
        taken.clear();
    }
}

} // namespace vitrine::images
