#include "catalog/facet_index.h"

#include <algorithm>
#include <cmath>

namespace vitrine::catalog {

namespace {

constexpr int PriceSteps = 24;

std::vector<quint32> idsOf(const Roaring &bitmap)
{
    std::vector<quint32> ids(bitmap.cardinality());
    bitmap.toUint32Array(ids.data());
    return ids;
}

} // namespace

void FacetIndex::countPrices(const Roaring &base, Facets &facets) const
{
    const std::vector<quint32> ids = idsOf(base);
    qint64 low = -1, high = -1;
    for (const quint32 id : ids) {
        const qint64 price = m_price[id];
        if (price < 0)
            continue;
        low = low < 0 ? price : std::min(low, price);
        high = std::max(high, price);
    }
    if (low < 0)
        return;
    facets.priceMinMinor = low;
    facets.priceMaxMinor = high;
    facets.priceCurrency = m_currency;
    facets.priceHistogram.resize(low == high ? 1 : PriceSteps);
    const double start = std::log1p(double(low));
    const double width = std::log1p(double(high)) - start;
    const int steps = int(facets.priceHistogram.size());
    // The step of a price by its bounds: a logarithm a product would cost more than all the rest.
    std::vector<qint64> upper;
    for (int step = 1; step < steps; ++step)
        upper.push_back(qint64(std::ceil(std::expm1(start + width * step / steps))));
    for (const quint32 id : ids) {
        const qint64 price = m_price[id];
        if (price >= 0)
            ++facets.priceHistogram[std::upper_bound(upper.begin(), upper.end(), price) - upper.begin()];
    }
}

Facets FacetIndex::facets(const Query &query, const Roaring *matches, const CancelToken &cancel) const
{
    Facets facets;
    const Roaring all = select(query, matches, Except::Nothing, cancel);
    const auto without = [&](Except except, bool filtered) {
        return filtered ? select(query, matches, except, cancel) : all;
    };

    const Roaring forBrands = without(Except::Brand, !query.brands.isEmpty());
    quint32 lastBrand = 0;
    for (auto brand = m_brands.cbegin(); brand != m_brands.cend(); ++brand)
        lastBrand = std::max(lastBrand, brand.key());
    std::vector<qint64> byBrand(size_t(lastBrand) + 1);
    for (const quint32 id : idsOf(forBrands))
        ++byBrand[m_brand[id]];
    for (auto brand = m_brands.cbegin(); brand != m_brands.cend(); ++brand) {
        if (byBrand[brand.key()] > 0)
            facets.brands.append({brand->code, brand->label, byBrand[brand.key()]});
    }
    std::sort(facets.brands.begin(), facets.brands.end(), [](const FacetCount &a, const FacetCount &b) {
        return a.count != b.count ? a.count > b.count : a.label < b.label;
    });
    if (cancel.requested())
        return facets;

    std::vector<qint64> byCombination(m_nodesOfCombination.size());
    for (const quint32 id : idsOf(without(Except::Category, !query.categories.isEmpty())))
        ++byCombination[m_combination[id]];
    std::vector<qint64> byNode(m_nodes.size());
    for (size_t i = 0; i < byCombination.size(); ++i) {
        for (const quint32 node : m_nodesOfCombination[i])
            byNode[node] += byCombination[i];
    }
    for (size_t i = 0; i < byNode.size(); ++i) {
        if (byNode[i] > 0) {
            const QString &path = m_nodes[i].path;
            facets.categories.append({path, path.section(u'/', -1), byNode[i]});
        }
    }
    std::sort(facets.categories.begin(), facets.categories.end(),
              [](const FacetCount &a, const FacetCount &b) { return a.value < b.value; });
    if (cancel.requested())
        return facets;

    countPrices(without(Except::Price, query.priceFromMinor || query.priceToMinor), facets);
    return facets;
}

} // namespace vitrine::catalog
