#include "storage/pooled_product_families.h"

#include "storage/pooled_result.h"

namespace vitrine::storage {

using catalog::FamilyCount;

Result<FamilyCount> PooledProductFamilies::declare(const catalog::FamilyDeclaration &declaration, const catalog::ChangeNote &note)
{
    return runForResult<FamilyCount>(m_pool, QStringLiteral("%1 families").arg(declaration.families.size()), WriteClass::Interactive, 0,
                                     [&] { return m_target.declare(declaration, note); });
}

Result<FamilyCount> PooledProductFamilies::advance(int products)
{
    return runForResult<FamilyCount>(m_pool, QStringLiteral("completeness of %1 products").arg(products), WriteClass::Bulk, 0,
                                     [&] { return m_target.advance(products); });
}

} // namespace vitrine::storage
