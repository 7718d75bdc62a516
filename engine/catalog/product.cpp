#include "catalog/product.h"

#include <numeric>

namespace vitrine::catalog {

qint64 Product::stock() const
{
    return std::accumulate(variants.begin(), variants.end(), qint64(0),
                           [](qint64 sum, const Variant &variant) { return sum + variant.stock; });
}

} // namespace vitrine::catalog
