#pragma once

#include "app/runtime/runtime.h"
#include "ui/bridge/plan_session.h"

#include <QThreadPool>

#include <mutex>

namespace vitrine::app {

/// The planner of an engine in this process, on one thread of its own. Any thread.
class LocalPlans final : public ui::PlanSession
{
public:
    explicit LocalPlans(Runtime &runtime);
    ~LocalPlans() override; ///< cancels what is running and waits for it

    Reply<QJsonObject> explain(const ProductKey &key, const CancelToken &cancel) override;
    Reply<qint64> tryJoin(const ProductKey &key, const CancelToken &cancel) override;

private:
    plan::RunOptions begin(const CancelToken &cancel);

    Runtime &m_runtime;
    std::mutex m_mutex;
    bool m_closing = false; // by m_mutex
    CancelToken m_running;  // by m_mutex
    QThreadPool m_thread;
};

} // namespace vitrine::app
