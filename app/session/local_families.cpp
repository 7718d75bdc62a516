#include "app/session/local_families.h"

#include <QtConcurrent>

namespace vitrine::app {

LocalFamilies::LocalFamilies(Runtime &runtime) : m_runtime(runtime)
{
    m_reads.setMaxThreadCount(1);
    m_reads.setExpiryTimeout(-1); // a thread keeps its prepared statements
}

LocalFamilies::~LocalFamilies()
{
    m_reads.clear();
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

} // namespace vitrine::app
