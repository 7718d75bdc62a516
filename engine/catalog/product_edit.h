#pragma once

#include "catalog/catalog.h"

namespace vitrine::catalog {

/// Applies one edit to a product and returns the value that was there before; pure. Checks everything but the
/// types of the catalog's attributes and the version. InvalidArgument names the field and the rule; the
/// product is unchanged.
Result<std::optional<Value>> applyEdit(Product &product, const Edit &edit);

/// What an edit changes, for the place of an error.
QString fieldName(Edit::Field field);

/// What every store says when a product is not at the version that was expected (0: there is none): PreconditionFailed.
Error otherVersion(const ProductKey &key, quint32 version, quint32 expected, const QString &where);

} // namespace vitrine::catalog
