#pragma once

#include "catalog/catalog.h"

namespace vitrine::test {

/// A product with every kind of value and scope, two variants, prices, pictures and categories; different for
/// each n.
catalog::Product sampleProduct(int n);

/// As a store gives it back: with the version, and with its one variant when it was given none.
catalog::Product asStored(catalog::Product product, quint32 version);

} // namespace vitrine::test
