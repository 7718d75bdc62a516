#pragma once

#include "app/runtime/runtime.h"
#include "ui/bridge/family_session.h"

#include <QThreadPool>

namespace vitrine::app {

/// The families of an engine in this process, read on a thread of their own. Any thread.
class LocalFamilies final : public ui::FamilySession
{
public:
    explicit LocalFamilies(Runtime &runtime);
    ~LocalFamilies() override; ///< waits for what is running

    std::shared_ptr<const catalog::FamilyModel> model() const override;
    Reply<catalog::Completeness> completeness(const ProductKey &key, const catalog::Scope &only, const QString &sku) override;
    Reply<catalog::CatalogCompleteness> completeness(const CancelToken &cancel) override;

private:
    Result<catalog::ProductFamilies *> families() const;

    Runtime &m_runtime;
    QThreadPool m_reads;
};

} // namespace vitrine::app
