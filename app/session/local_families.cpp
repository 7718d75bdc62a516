#include "app/session/local_families.h"

#include "app/runtime/user_name.h"

#include <QtConcurrent>

namespace vitrine::app {

LocalFamilies::LocalFamilies(Runtime &runtime) : m_runtime(runtime)
{
    m_reads.setMaxThreadCount(1);
    m_reads.setExpiryTimeout(-1); // a thread keeps its prepared statements
    m_changes.setMaxThreadCount(1);
}

LocalFamilies::~LocalFamilies()
{
    {
        std::lock_guard lock(m_mutex);
        m_running.request();
    }
    m_changes.clear();
    m_reads.clear();
    m_changes.waitForDone();
    m_reads.waitForDone();
}

Result<catalog::ProductFamilies *> LocalFamilies::families() const
{
    if (catalog::ProductFamilies *families = m_runtime.catalog().families)
        return families;
    return Error{ErrorCode::InvalidArgument, QStringLiteral("this catalog has no families"), {},
                 QStringLiteral("They are a part of Vitrine's own store: import the products into one")};
}

std::shared_ptr<const catalog::FamilyModel> LocalFamilies::model() const
{
    const auto known = families();
    return known ? (*known)->model() : std::make_shared<const catalog::FamilyModel>();
}

ui::FamilySession::Reply<catalog::Completeness> LocalFamilies::completeness(const ProductKey &key, const catalog::Scope &only,
                                                                            const QString &sku)
{
    return QtConcurrent::run(&m_reads, [this, key, only, sku]() -> Result<catalog::Completeness> {
        const auto known = families();
        if (!known)
            return known.error();
        return (*known)->completeness(key, only, sku);
    });
}

ui::FamilySession::Reply<catalog::CatalogCompleteness> LocalFamilies::completeness(const CancelToken &cancel)
{
    return QtConcurrent::run(&m_reads, [this, cancel]() -> Result<catalog::CatalogCompleteness> {
        const auto known = families();
        if (!known)
            return known.error();
        return (*known)->completeness(cancel);
    });
}

void LocalFamilies::show(const catalog::FamilyCount &count)
{
    std::lock_guard lock(m_mutex);
    m_progress = count;
}

catalog::FamilyCount LocalFamilies::progress() const
{
    std::lock_guard lock(m_mutex);
    return m_progress;
}

QString LocalFamilies::readOnlyReason() const
{
    const auto known = families();
    if (known)
        return {};
    QString what = known.error().what;
    what[0] = what[0].toUpper();
    return QStringLiteral("%1. %2.").arg(what, known.error().remedy);
}

Result<catalog::FamilyCount> LocalFamilies::run(catalog::ProductFamilies &families, const CancelToken &cancel)
{
    {
        std::lock_guard lock(m_mutex);
        m_running = cancel;
        m_progress = {};
    }
    return catalog::runCount(families, [this](qint64 done, qint64 products) { show({0, products, done}); }, cancel);
}

ui::FamilySession::Reply<catalog::FamilyCount> LocalFamilies::declare(const catalog::FamilyDeclaration &declaration, const CancelToken &cancel)
{
    return QtConcurrent::run(&m_changes, [this, declaration, cancel]() -> Result<catalog::FamilyCount> {
        const auto known = families();
        if (!known)
            return known.error();
        show({});
        if (auto declared = (*known)->declare(declaration, {userName(), {}}); !declared)
            return declared.error();
        return run(**known, cancel);
    });
}

ui::FamilySession::Reply<catalog::FamilyCount> LocalFamilies::count(const CancelToken &cancel)
{
    return QtConcurrent::run(&m_changes, [this, cancel]() -> Result<catalog::FamilyCount> {
        const auto known = families();
        if (!known)
            return known.error();
        return run(**known, cancel);
    });
}

} // namespace vitrine::app
