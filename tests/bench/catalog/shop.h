#pragma once

#include "catalog/catalog.h"

#include <QTemporaryDir>

#include <memory>

namespace vitrine::bench {

/// Product n of a shop shaped like a real catalog of electronics: 19 values a product of 5 354 attributes
/// with a long tail, a brand of 161, a category of 60, two prices. The same n gives the same product.
catalog::Product shopProduct(int n);

/// How many products a benchmark works on: the environment variable VITRINE_BENCH_PRODUCTS, or `standard`.
int productCount(int standard);

/// Writes the shop's products [0, count) in batches of 256. Aborts when the catalog refuses.
void fill(catalog::ProductWriter &writer, int count);

} // namespace vitrine::bench
