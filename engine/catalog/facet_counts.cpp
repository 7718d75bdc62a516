#include "catalog/facet_index.h"

#include <algorithm>
#include <cmath>

namespace vitrine::catalog {

namespace {

constexpr int PriceSteps = 24;

} // namespace

void FacetIndex::countPrices(const Roaring &base, Facets &facets) const
{
    std::vector<quint32> ids(base.cardinality());
    base.toUint32Array(ids.data());
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
    for (const quint32 id : ids) {
        const qint64 price = m_price[id];
        if (price < 0)
            continue;
        const int step = width > 0 ? int((std::log1p(double(price)) - start) / width * steps) : 0;
        ++facets.priceHistogram[std::clamp(step, 0, steps - 1)];
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
    QHash<quint32, qint64> byBrand;
    std::vector<qint64> byCombination(m_nodesOfCombination.size());
    quint32 last = 0;
    qint64 *lastCount = nullptr;
    for (const quint32 id : forBrands) {
        if (!lastCount || m_brand[id] != last) {
            last = m_brand[id];
            lastCount = &byBrand[last];
        }
        ++*lastCount;
    }
    for (auto it = byBrand.cbegin(); it != byBrand.cend(); ++it) {
        if (const auto brand = m_brands.constFind(it.key()); brand != m_brands.constEnd())
            facets.brands.append({brand->code, brand->label, it.value()});
    }
    std::sort(facets.brands.begin(), facets.brands.end(), [](const FacetCount &a, const FacetCount &b) {
        return a.count != b.count ? a.count > b.count : a.label < b.label;
    });
    if (cancel.requested())
        return facets;

    for (const quint32 id : without(Except::Category, !query.categories.isEmpty()))
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
