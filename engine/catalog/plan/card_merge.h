#pragma once

#include "catalog/plan/plan_run.h"
#include "catalog/product.h"

namespace vitrine::plan {

struct MergedProduct
{
    qint64 id = 0; ///< the source's own number
    catalog::Product product;
    qint64 updatedMs = 0; ///< milliseconds since 1970, UTC; 0: the source keeps no time
    QStringList imageFiles; ///< pictures of which the source knows the file only
};

struct Merged
{
    std::vector<MergedProduct> products; ///< in the order of the root's rows
    bool hasUnknownNames = false;        ///< a cell is in no dictionary: it may be newer than what was loaded
};

/// Puts the fetched rows together; pure. A scope cell that is 0 or empty means everywhere. A product without
/// variants gets its one. Of two values of one attribute in one scope the first stays.
Merged merge(const Plan &plan, const Dictionaries &dictionaries, const Fetched &fetched);

} // namespace vitrine::plan
