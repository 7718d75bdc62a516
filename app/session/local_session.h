#pragma once

#include "app/session/local_operations.h"
#include "app/session/local_plans.h"
#include "app/session/local_pictures.h"
#include "app/session/local_products.h"

namespace vitrine::app {

/// The Session port over an engine in this process. Does not own the engine, which outlives it; the destructor waits for
/// what is running.
class LocalSession final : public ui::Session
{
public:
    explicit LocalSession(Runtime &runtime)
        : m_runtime(runtime), m_products(runtime), m_pictures(runtime), m_writePool(runtime), m_origin(runtime),
          m_imports(runtime), m_plans(runtime)
    {
    }

    QString title() const override { return QStringLiteral("Local engine · %1").arg(m_runtime.dataDir()); }
    ui::ProductsSession &products() override { return m_products; }
    ui::PicturesSession &pictures() override { return m_pictures; }
    ui::WritePoolSession &writePool() override { return m_writePool; }
    ui::OriginSession &origin() override { return m_origin; }
    ui::ImportSession &imports() override { return m_imports; }
    ui::PlanSession &plans() override { return m_plans; }

private:
    Runtime &m_runtime;
    LocalProducts m_products;
    LocalPictures m_pictures;
    LocalWritePool m_writePool;
    LocalOrigin m_origin;
    LocalImports m_imports;
    LocalPlans m_plans;
};

} // namespace vitrine::app
