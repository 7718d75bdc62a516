#include "catalog/product_summary.h"

#include <algorithm>

namespace vitrine::catalog {

QString brandOf(const Product &product)
{
    for (const AttributeValue &value : product.attributes) {
        if (value.code != u"brand")
            continue;
        if (const auto *option = std::get_if<OptionCode>(&value.value))
            return option->toString();
    }
    return {};
}

Price firstPrice(const Product &product)
{
    if (!product.prices.isEmpty())
        return product.prices.first();
    const auto priced = std::find_if(product.variants.begin(), product.variants.end(),
                                     [](const Variant &variant) { return !variant.prices.isEmpty(); });
    return priced == product.variants.end() ? Price{} : priced->prices.first();
}

} // namespace vitrine::catalog
