#pragma once

#include "base/error.h"
#include "catalog/product.h"

#include <QByteArray>

#include <optional>

namespace vitrine::catalog {

/// The rule that the product breaks on its own (types against the catalog's attributes are the store's to
/// check): InvalidArgument naming the field, or nothing.
std::optional<Error> brokenRule(const Product &product);

/// The rule that a value of this attribute code breaks on its own, or nothing. `where` names the field.
std::optional<Error> brokenRule(const QString &code, const Value &value, const QString &where);

/// As stores keep it: a product without variants gets its one, whose SKU is the key.
Product normalised(Product product);

/// A digest of all that is known of a product except its version. The order in which attributes are listed
/// makes no difference; that of categories, prices, images and variants does.
QByteArray fingerprint(const Product &product);

/// "text", "number", "boolean", "date" or "option", for messages.
QLatin1String valueTypeName(ValueType type);

} // namespace vitrine::catalog
