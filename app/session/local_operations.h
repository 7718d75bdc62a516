#pragma once

#include "app/runtime/runtime.h"
#include "ui/bridge/session.h"

#include <QThreadPool>

#include <mutex>

namespace vitrine::app {

/// The write pool of an engine in this process. Any thread.
class LocalWritePool final : public ui::WritePoolSession
{
public:
    explicit LocalWritePool(Runtime &runtime) : m_runtime(runtime) {}
    ui::PoolState state() const override;
    void setLanes(int lanes) override;

private:
    Runtime &m_runtime;
};

/// The HTTP origin of an engine in this process. Any thread.
class LocalOrigin final : public ui::OriginSession
{
public:
    explicit LocalOrigin(Runtime &runtime);
    ~LocalOrigin() override; ///< waits for a start or stop that is running

    ui::OriginState state() const override;
    ui::Reply<QString> start(const QString &listen) override;
    ui::Reply<Done> stop() override;
    QVector<ui::OriginRequest> recent(int count) const override;

private:
    Runtime &m_runtime;
    QThreadPool m_thread; ///< one: starts and stops in their order
};

/// Imports into an engine in this process, one after the other. Any thread.
class LocalImports final : public ui::ImportSession
{
public:
    explicit LocalImports(Runtime &runtime);
    ~LocalImports() override; ///< cancels the import that is running and waits for it

    ui::Reply<exchange::ImportReport> import(const exchange::ImportOptions &options, const CancelToken &cancel) override;
    exchange::ImportProgress progress() const override;

private:
    Runtime &m_runtime;
    CancelToken m_closing;
    QThreadPool m_thread;
    mutable std::mutex m_mutex;
    exchange::ImportProgress m_progress; ///< guarded by m_mutex
    CancelToken m_running; ///< guarded by m_mutex
};

} // namespace vitrine::app
