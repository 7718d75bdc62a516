#include "app/session/local_plans.h"

#include <QtConcurrent>

namespace vitrine::app {

namespace {

/// A join that a database takes on may keep it busy for hours.
constexpr std::chrono::seconds Patience{60};

} // namespace

LocalPlans::LocalPlans(Runtime &runtime) : m_runtime(runtime)
{
    m_thread.setMaxThreadCount(1);
}

LocalPlans::~LocalPlans()
{
    {
        std::lock_guard lock(m_mutex);
        m_closing = true;
        m_running.request();
    }
    m_thread.clear();
    m_thread.waitForDone();
}

plan::RunOptions LocalPlans::begin(const CancelToken &cancel)
{
    std::lock_guard lock(m_mutex);
    m_running = cancel;
    if (m_closing)
        m_running.request();
    plan::RunOptions options;
    options.cancel = cancel;
    options.deadline = SystemClock().now() + Patience;
    return options;
}

LocalPlans::Reply<QJsonObject> LocalPlans::explain(const ProductKey &key, const CancelToken &cancel)
{
    return QtConcurrent::run(&m_thread, [=, this]() -> Result<QJsonObject> {
        const plan::RunOptions options = begin(cancel);
        const auto source = m_runtime.cardSource();
        if (!source)
            return source.error();
        // Once before, so that what is shown is a warm read: statements prepared, connections open.
        if (const auto warm = (*source)->read({key}, options); !warm)
            return warm.error();
        return (*source)->explain(key, options);
    });
}

LocalPlans::Reply<qint64> LocalPlans::tryJoin(const ProductKey &key, const CancelToken &cancel)
{
    return QtConcurrent::run(&m_thread, [=, this]() -> Result<qint64> {
        const plan::RunOptions options = begin(cancel);
        const auto source = m_runtime.cardSource();
        if (!source)
            return source.error();
        return (*source)->tryJoin(key, options);
    });
}

} // namespace vitrine::app
