#pragma once

#include "app/runtime/runtime.h"
#include "ui/bridge/family_session.h"

#include <QThreadPool>

#include <mutex>

namespace vitrine::app {

/// The families of an engine in this process, read on a thread of their own, declared and counted on another. Any thread.
class LocalFamilies final : public ui::FamilySession
{
public:
    explicit LocalFamilies(Runtime &runtime);
    ~LocalFamilies() override; ///< waits for what is running

    std::shared_ptr<const catalog::FamilyModel> model() const override;
    Reply<catalog::Completeness> completeness(const ProductKey &key, const catalog::Scope &only, const QString &sku) override;
    Reply<catalog::CatalogCompleteness> completeness(const CancelToken &cancel) override;
    Reply<catalog::FamilyCount> declare(const catalog::FamilyDeclaration &declaration, const CancelToken &cancel) override;
    Reply<catalog::FamilyCount> count(const CancelToken &cancel) override;
    catalog::FamilyCount progress() const override;
    QString readOnlyReason() const override;

private:
    Result<catalog::FamilyCount> run(catalog::ProductFamilies &families, const CancelToken &cancel);
    void show(const catalog::FamilyCount &count);
    Result<catalog::ProductFamilies *> families() const;

    Runtime &m_runtime;
    QThreadPool m_reads;
    QThreadPool m_changes; ///< one after the other
    mutable std::mutex m_mutex;
    catalog::FamilyCount m_progress; ///< guarded by m_mutex
    CancelToken m_running;           ///< guarded by m_mutex
};

} // namespace vitrine::app
