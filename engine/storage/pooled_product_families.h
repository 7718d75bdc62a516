#pragma once

#include "catalog/families.h"
#include "storage/write_pool.h"

namespace vitrine::storage {

/// Sends what changes families through the write pool: their declaration, which a person waits for, is Interactive, the
/// steps of counting are Bulk. Reads pass. Does not own what it is given. Thread-safe; not to be called from one of the
/// pool's own lanes.
class PooledProductFamilies final : public catalog::ProductFamilies
{
public:
    PooledProductFamilies(catalog::ProductFamilies &target, WritePool &pool) : m_target(target), m_pool(pool) {}

    std::shared_ptr<const catalog::FamilyModel> model() override { return m_target.model(); }
    Result<catalog::FamilyCount> declare(const catalog::FamilyDeclaration &declaration, const catalog::ChangeNote &note) override;
    Result<catalog::FamilyCount> advance(int products) override;
    Result<catalog::FamilyCount> counted() override { return m_target.counted(); }
    Result<catalog::Completeness> completeness(const ProductKey &key, const catalog::Scope &only, const QString &sku) override
    {
        return m_target.completeness(key, only, sku);
    }
    Result<catalog::CatalogCompleteness> completeness(const CancelToken &cancel) override { return m_target.completeness(cancel); }
    Status forEachInvalid(const CancelToken &cancel, const std::function<bool(const catalog::InvalidValue &)> &visit) override
    {
        return m_target.forEachInvalid(cancel, visit);
    }

private:
    catalog::ProductFamilies &m_target;
    WritePool &m_pool;
};

} // namespace vitrine::storage
