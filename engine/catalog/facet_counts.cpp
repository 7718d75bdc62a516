#include "catalog/facet_index.h"

#include "catalog/side_by_side.h"

#include <algorithm>
#include <cmath>
#include <mutex>

namespace vitrine::catalog {

namespace {

constexpr int PriceSteps = 24;
constexpr double MostSteps = 24;

void mostFrequentFirst(QVector<FacetCount> &counts)
{
    std::sort(counts.begin(), counts.end(), [](const FacetCount &a, const FacetCount &b) {
        return a.count != b.count ? a.count > b.count : a.label < b.label;
    });
}

/// As it is written and read again in an address.
double rounded(double value)
{
    return QString::number(value, 'g', 12).toDouble();
}

/// The smallest of 1, 2, 5, 10, 20, … that parts the extent into at most MostSteps; whole for days.
double stepOf(const FacetRun::Extent &extent, bool isWhole)
{
    const double largest = std::max(std::abs(extent.low), std::abs(extent.high));
    const double length = std::max(extent.high - extent.low, largest * 1e-6);
    if (extent.low == extent.high) // one step with two digits
        return isWhole || largest == 0 ? 1.0 : std::pow(10.0, std::floor(std::log10(largest)) - 1);
    double power = std::pow(10.0, std::floor(std::log10(length / MostSteps)));
    if (isWhole)
        power = std::max(power, 1.0);
    for (;; power *= 10) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            if (length / (factor * power) < MostSteps - 1) // its ends lie inside steps
                return factor * power;
        }
    }
}

} // namespace

void FacetIndex::countBrands(const FacetSelection &of, Facets &facets) const
{
    quint32 lastBrand = 0;
    for (auto brand = m_brands.cbegin(); brand != m_brands.cend(); ++brand)
        lastBrand = std::max(lastBrand, brand.key());
    std::vector<qint64> byBrand(size_t(lastBrand) + 1);
    eachId(of.smaller(), [&](quint32 id) { ++byBrand[m_brand[id]]; });
    for (auto brand = m_brands.cbegin(); brand != m_brands.cend(); ++brand) {
        if (const qint64 count = of.count(qint64(brand->products.cardinality()), byBrand[brand.key()]); count > 0)
            facets.brands.append({brand->code, brand->label, count});
    }
    mostFrequentFirst(facets.brands);
}

void FacetIndex::countCategories(const FacetSelection &of, Facets &facets) const
{
    std::vector<qint64> byCombination(m_nodesOfCombination.size());
    eachId(of.smaller(), [&](quint32 id) { ++byCombination[m_combination[id]]; });
    std::vector<qint64> byNode(m_nodes.size());
    for (size_t i = 0; i < byCombination.size(); ++i) {
        for (const quint32 node : m_nodesOfCombination[i])
            byNode[node] += byCombination[i];
    }
    for (size_t i = 0; i < byNode.size(); ++i) {
        if (const qint64 count = of.count(qint64(m_nodes[i].products.cardinality()), byNode[i]); count > 0) {
            const QString &path = m_nodes[i].path;
            facets.categories.append({path, path.section(u'/', -1), count});
        }
    }
    std::sort(facets.categories.begin(), facets.categories.end(),
              [](const FacetCount &a, const FacetCount &b) { return a.value < b.value; });
}

void FacetIndex::countPrices(const FacetSelection &of, Facets &facets) const
{
    const auto inBuckets = m_byPrice.hasOneKeyEach() ? m_byPrice.bucketCounts(of) : std::vector<qint64>();
    const auto extent = m_byPrice.extent(of, inBuckets);
    if (!extent)
        return;
    const auto low = qint64(extent->low), high = qint64(extent->high);
    facets.priceMinMinor = low;
    facets.priceMaxMinor = high;
    facets.priceCurrency = m_currency;
    const int steps = low == high ? 1 : PriceSteps;
    const double start = std::log1p(double(low));
    const double width = std::log1p(double(high)) - start;
    std::vector<double> edges{extent->low};
    for (int step = 1; step < steps; ++step)
        edges.push_back(std::ceil(std::expm1(start + width * step / steps)));
    edges.push_back(extent->high);
    for (const qint64 count : m_byPrice.counts(edges, of, inBuckets))
        facets.priceHistogram.append(count);
}

Result<AttributeFacet> FacetIndex::countAttribute(const QString &code, const AttributeNames::Known &known,
                                                  const AttributeNames &names, const FacetSelection &of) const
{
    AttributeFacet facet{code, known.label, known.unit, known.type, {}, {}};
    if (!m_attributes.isCounted(known.number))
        return Error{ErrorCode::InvalidArgument,
                     QStringLiteral("'%1' has more than %2 different values: products can be filtered by it, not counted")
                         .arg(code)
                         .arg(FacetAttributes::MostValues),
                     QStringLiteral("facets"),
                     {}};
    if (const FacetRun *run = m_attributes.run(known.number)) {
        const auto inBuckets = run->hasOneKeyEach() ? run->bucketCounts(of) : std::vector<qint64>();
        const auto extent = run->extent(of, inBuckets);
        if (!extent)
            return facet;
        facet.low = extent->low;
        facet.high = extent->high;
        const double width = stepOf(*extent, known.type == ValueType::Date);
        const double first = std::floor(extent->low / width);
        double from = rounded(first * width);
        if (from > extent->low) // rounded up
            from = rounded((first - 1) * width);
        std::vector<double> edges{from};
        for (int step = 1; edges.back() <= extent->high; ++step) {
            if (const double to = rounded((first + step) * width); to > edges.back())
                edges.push_back(to);
        }
        const std::vector<qint64> counts = run->counts(edges, of, inBuckets);
        for (size_t step = 0; step < counts.size(); ++step)
            facet.steps.append({edges[step], edges[step + 1], counts[step]});
        return facet;
    }
    const std::vector<qint64> counts = m_attributes.counts(known.number, of);
    size_t place = 0;
    for (const FacetAttributes::Value &value : m_attributes.values(known.number)) {
        const qint64 count = counts[place++];
        if (count == 0)
            continue;
        FacetCount named{value.text, value.text, 0};
        if (known.type == ValueType::Option)
            named = names.optionName(quint32(value.key));
        else if (known.type == ValueType::Boolean)
            named.value = named.label = value.key != 0 ? QStringLiteral("true") : QStringLiteral("false");
        named.count = count;
        facet.values.append(std::move(named));
    }
    mostFrequentFirst(facet.values);
    return facet;
}

AttributeFacet FacetIndex::countDerived(const QString &code, const AttributeNames::DerivedFacet &derived, const FacetSelection &of) const
{
    AttributeFacet facet{code, derived.known.label, derived.known.unit, derived.known.type, {}, {}};
    const std::vector<qint64> counts = m_attributes.counts(derived.known.number, of);
    std::map<double, qint64> ofKey;
    size_t place = 0;
    for (const FacetAttributes::Value &value : m_attributes.values(derived.known.number))
        ofKey[value.key] = counts[place++];
    for (const auto &[key, named] : derived.keys) {
        FacetCount counted = named;
        counted.count = ofKey[key];
        facet.values.append(std::move(counted));
    }
    return facet;
}

Result<Facets> FacetIndex::facets(const Query &query, const AttributeNames &names, const Roaring *matches,
                                  const CancelToken &cancel) const
{
    const auto tests = testAll(query, names, cancel);
    if (!tests)
        return tests.error();
    // What no filter of its own changes is counted over the same products, of which the first to need them makes a list.
    std::once_flag allMade;
    std::shared_ptr<const FacetSelection> all;
    const auto selected = [&](Except except, quint32 attribute) {
        return std::make_shared<const FacetSelection>(select(query, *tests, matches, except, attribute), m_present);
    };
    const auto without = [&](Except except, quint32 attribute, bool filtered) {
        if (filtered)
            return selected(except, attribute);
        std::call_once(allMade, [&] { all = selected(Except::Nothing, 0); });
        return all;
    };
    const auto ofAttribute = [&](const QString &name) -> Result<AttributeFacet> {
        const QString code = name.startsWith(u"attr.") ? name.mid(5) : name;
        const auto isFilteredBy = [&tests](quint32 number) {
            return std::any_of(tests->begin(), tests->end(),
                               [number](const Tested &tested) { return tested.test.attribute == number; });
        };
        if (const auto derived = names.derivedFacet(code)) {
            if (!*derived)
                return derived->error();
            const quint32 number = (*derived)->known.number;
            return countDerived(code, **derived, *without(Except::Attribute, number, isFilteredBy(number)));
        }
        const auto known = resolveAttribute(code, names, QStringLiteral("facets"));
        if (!known)
            return known.error();
        const bool isFiltered = isFilteredBy(known->number);
        return countAttribute(code, *known, names, *without(Except::Attribute, known->number, isFiltered));
    };

    struct Asked
    {
        QString name;
        std::optional<Result<AttributeFacet>> attribute{};
    };
    Facets facets;
    QStringList once = query.facets.value_or(QStringList{QStringLiteral("category"), QStringLiteral("brand"), QStringLiteral("price")});
    once.removeDuplicates(); // each writes into its own part of the answer
    std::vector<Asked> asked(size_t(once.size()));
    for (size_t i = 0; i < asked.size(); ++i)
        asked[i].name = once[qsizetype(i)];
    sideBySide(m_present.cardinality(), asked, [&](Asked &one) {
        if (cancel.requested())
            return;
        if (one.name == u"category")
            countCategories(*without(Except::Category, 0, !query.categories.isEmpty()), facets);
        else if (one.name == u"brand")
            countBrands(*without(Except::Brand, 0, !query.brands.isEmpty()), facets);
        else if (one.name == u"price")
            countPrices(*without(Except::Price, 0, query.priceFromMinor || query.priceToMinor), facets);
        else
            one.attribute = ofAttribute(one.name);
    });
    for (Asked &one : asked) {
        if (!one.attribute)
            continue;
        if (!*one.attribute)
            return one.attribute->error();
        facets.attributes.append(*std::move(*one.attribute));
    }
    return facets;
}

} // namespace vitrine::catalog
