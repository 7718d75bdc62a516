#include "exchange/draft.h"

#include <algorithm>
#include <tuple>

namespace vitrine::exchange {

using catalog::AttributeValue;
using catalog::Price;
using catalog::Product;
using catalog::Variant;

namespace {

QVector<AttributeValue> mergedAttributes(const QVector<AttributeValue> &existing,
                                         const QVector<AttributeValue> &draft, const Coverage &coverage)
{
    if (coverage.allAttributes)
        return draft;
    QVector<AttributeValue> result;
    for (const AttributeValue &value : existing) {
        const bool covered = std::any_of(coverage.attributes.begin(), coverage.attributes.end(),
                                         [&](const Coverage::AttributeColumn &column) {
                                             return column.code == value.code && column.scope == value.scope;
                                         });
        if (!covered)
            result.append(value);
    }
    return result + draft;
}

QVector<Price> mergedPrices(const QVector<Price> &existing, const QVector<Price> &draft,
                            const Coverage &coverage)
{
    if (coverage.allPrices)
        return draft;
    // In place, because the first price is the one that lists show.
    QVector<Price> left = draft;
    QVector<Price> result;
    for (const Price &price : existing) {
        const auto same = [&](const auto &other) {
            return other.channel == price.channel && other.currency == price.currency;
        };
        const auto replacement = std::find_if(left.begin(), left.end(), same);
        if (replacement != left.end()) {
            result.append(*replacement);
            left.erase(replacement);
        } else if (std::none_of(coverage.prices.begin(), coverage.prices.end(), same)) {
            result.append(price);
        }
    }
    return result + left;
}

QVector<Variant> mergedVariants(const Product &existing, const Product &draft, const Coverage &coverage)
{
    if (!coverage.variants) {
        QVector<Variant> result = existing.variants.isEmpty() ? draft.variants : existing.variants;
        if (coverage.stock && result.size() == 1 && !draft.variants.isEmpty())
            result[0].stock = draft.variants[0].stock;
        return result;
    }
    QVector<Variant> result = draft.variants;
    for (Variant &variant : result) {
        const auto before = std::find_if(existing.variants.begin(), existing.variants.end(),
                                         [&](const Variant &other) { return other.sku == variant.sku; });
        if (before == existing.variants.end())
            continue;
        variant.attributes = mergedAttributes(before->attributes, variant.attributes, coverage);
        variant.prices = mergedPrices(before->prices, variant.prices, coverage);
        if (!coverage.stock)
            variant.stock = before->stock;
    }
    return result;
}

void sortValues(QVector<AttributeValue> &values)
{
    std::sort(values.begin(), values.end(), [](const AttributeValue &a, const AttributeValue &b) {
        return std::tie(a.code, a.scope.channel, a.scope.locale) <
               std::tie(b.code, b.scope.channel, b.scope.locale);
    });
}

} // namespace

Product merged(const Product &existing, const Product &draft, const Coverage &coverage)
{
    Product result = draft;
    if (!coverage.name)
        result.name = existing.name;
    if (!coverage.categories)
        result.categories = existing.categories;
    if (!coverage.images)
        result.images = existing.images;
    result.attributes = mergedAttributes(existing.attributes, draft.attributes, coverage);
    result.prices = mergedPrices(existing.prices, draft.prices, coverage);
    result.variants = mergedVariants(existing, draft, coverage);
    result.version = 0;
    return result;
}

void sortAttributes(Product &product)
{
    sortValues(product.attributes);
    for (Variant &variant : product.variants)
        sortValues(variant.attributes);
}

void addText(Product &product, const QString &code, const QString &text, const catalog::Scope &scope)
{
    if (!text.isEmpty())
        product.attributes.append({code, text, scope});
}

} // namespace vitrine::exchange
