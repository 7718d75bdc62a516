#include "catalog/families.h"

namespace vitrine::catalog {

/// A few hundredths of a second each.
static constexpr int ChunkProducts = 500;

Result<FamilyCount> runCount(ProductFamilies &families, const CountProgress &progress, const CancelToken &cancel)
{
    auto count = families.counted();
    while (count && !count->finished()) {
        if (cancel.requested())
            return Error{ErrorCode::Cancelled, QStringLiteral("the counting was stopped after %1 of %2 products").arg(count->done).arg(count->products), {},
                         QStringLiteral("It goes on when the catalog is opened again, or with vitrined families count")};
        count = families.advance(ChunkProducts);
        if (count)
            progress(count->done, count->products);
    }
    return count;
}

} // namespace vitrine::catalog
