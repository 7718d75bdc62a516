#pragma once

#include "catalog/product.h"

namespace vitrine::catalog {

/// The option code of the attribute "brand"; empty when there is none.
QString brandOf(const Product &product);

/// The price that a list shows and sorts by: the first of the product, or of its first variant that has one.
Price firstPrice(const Product &product);

} // namespace vitrine::catalog
