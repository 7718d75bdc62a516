#pragma once

#include "catalog/catalog.h"

namespace vitrine::catalog {

/// Applies one edit to a product and returns the value that was there before; pure. Checks everything but the
/// types of the catalog's attributes and the version. InvalidArgument names the field and the rule; the
/// product is unchanged.
Result<std::optional<Value>> applyEdit(Product &product, const Edit &edit);

} // namespace vitrine::catalog
