#include "catalog/facet_index.h"

#include "catalog/result_order.h"
#include "catalog/side_by_side.h"

#include <algorithm>
#include <limits>

namespace vitrine::catalog {

namespace {

constexpr quint64 FewShare = 4; ///< a selection is few when it is less than one in so many

template <typename T>
void growTo(std::vector<T> &column, size_t size, T value)
{
    if (column.size() >= size)
        return;
    if (column.capacity() < size)
        column.reserve(std::max(size, column.capacity() * 2));
    column.resize(size, value);
}

} // namespace

void FacetIndex::defineBrand(quint32 id, const QString &code, const QString &label)
{
    Brand &brand = m_brands[id];
    brand.code = code;
    brand.label = label;
    m_brandByCode.insert(code, id);
}

quint32 FacetIndex::node(const QString &path)
{
    const auto known = m_nodeByPath.constFind(path);
    if (known != m_nodeByPath.constEnd())
        return *known;
    const auto id = quint32(m_nodes.size());
    m_nodes.push_back({path, {}});
    m_nodeByPath.insert(path, id);
    return id;
}

void FacetIndex::defineCategory(quint32 id, const QString &path)
{
    QVector<quint32> nodes;
    for (qsizetype end = path.indexOf(u'/'); end >= 0; end = path.indexOf(u'/', end + 1)) {
        if (end > 0)
            nodes.append(node(path.left(end)));
    }
    nodes.append(node(path));
    m_nodesOfCategory.insert(id, nodes);
}

void FacetIndex::shareDefinitions(FacetIndex &other) const
{
    for (auto brand = m_brands.cbegin(); brand != m_brands.cend(); ++brand) {
        if (!other.knowsBrand(brand.key()))
            other.defineBrand(brand.key(), brand->code, brand->label);
    }
    for (auto nodes = m_nodesOfCategory.cbegin(); nodes != m_nodesOfCategory.cend(); ++nodes) {
        if (!other.knowsCategory(nodes.key()))
            other.defineCategory(nodes.key(), m_nodes[nodes->last()].path);
    }
}

quint32 FacetIndex::combination(QVector<quint32> categories)
{
    if (categories.isEmpty())
        return 0;
    std::sort(categories.begin(), categories.end());
    categories.erase(std::unique(categories.begin(), categories.end()), categories.end());
    const auto known = m_combinationOf.find(categories);
    if (known != m_combinationOf.end())
        return known->second;
    QVector<quint32> nodes;
    for (const quint32 category : std::as_const(categories))
        nodes += m_nodesOfCategory.value(category);
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    const auto id = quint32(m_nodesOfCombination.size());
    m_nodesOfCombination.push_back(nodes);
    m_combinationOf.emplace(std::move(categories), id);
    return id;
}

void FacetIndex::applyOnly(const IndexEntry &entry)
{
    if (!m_present.contains(entry.id))
        return;
    m_attributes.replace(entry.id, entry.previousValues ? *entry.previousValues : m_attributes.valuesOf(entry.id, *entry.onlyAttribute), entry.values);
}

qint64 FacetIndex::count(quint32 attribute, double key) const
{
    return qint64(m_attributes.select({attribute, AttributeFilter::Kind::AnyOf, false, {key}}).cardinality());
}

void FacetIndex::apply(const IndexEntry &entry)
{
    m_recent->clear();
    if (entry.onlyAttribute)
        return applyOnly(entry);
    const size_t size = size_t(entry.id) + 1;
    growTo(m_brand, size, 0u);
    growTo(m_combination, size, 0u);
    growTo(m_price, size, qint64(-1));
    growTo(m_stock, size, 0);
    growTo(m_updated, size, qint64(0));

    const quint32 wasIn = m_combination[entry.id];
    const quint32 isIn = combination(entry.categories);
    if (wasIn != isIn) {
        for (const quint32 old : std::as_const(m_nodesOfCombination[wasIn]))
            m_nodes[old].products.remove(entry.id);
        for (const quint32 now : std::as_const(m_nodesOfCombination[isIn]))
            m_nodes[now].products.add(entry.id);
    }
    if (m_brand[entry.id] != entry.brand) {
        if (m_brand[entry.id] != 0)
            m_brands[m_brand[entry.id]].products.remove(entry.id);
        if (entry.brand != 0)
            m_brands[entry.brand].products.add(entry.id);
    }
    if (entry.hasImage)
        m_withImage.add(entry.id);
    else
        m_withImage.remove(entry.id);
    const auto stock = qint32(std::clamp<qint64>(entry.stock, 0, std::numeric_limits<qint32>::max()));
    const bool isNew = !m_present.contains(entry.id);
    const auto key = [&](FacetRun &run, qint64 before, qint64 after) {
        run.replace(entry.id, isNew || before < 0 ? std::vector<double>() : std::vector{double(before)},
                    after < 0 || entry.gone ? std::vector<double>() : std::vector{double(after)});
    };
    key(m_byPrice, m_price[entry.id], entry.priceMinor);
    key(m_byStock, m_stock[entry.id], stock);
    key(m_byUpdated, m_updated[entry.id], entry.updatedMs);
    m_attributes.replace(entry.id,
                         isNew                  ? std::vector<IndexValue>()
                         : entry.previousValues ? *entry.previousValues
                                                : m_attributes.valuesOf(entry.id),
                         entry.values);
    if (entry.gone)
        m_present.remove(entry.id);
    else
        m_present.add(entry.id);
    m_brand[entry.id] = entry.brand;
    m_combination[entry.id] = isIn;
    m_price[entry.id] = entry.priceMinor;
    m_stock[entry.id] = stock;
    m_updated[entry.id] = entry.updatedMs;
    if (m_currency.isEmpty())
        m_currency = entry.currency;
}

void FacetIndex::remove(quint32 id)
{
    if (!m_present.contains(id))
        return;
    IndexEntry nothing;
    nothing.id = id;
    nothing.gone = true;
    apply(nothing);
}

std::optional<qint64> FacetIndex::updatedMs(quint32 id) const
{
    return m_present.contains(id) ? std::optional(m_updated[id]) : std::nullopt;
}

Result<Roaring> FacetIndex::select(const Query &query, const AttributeNames &names, const Roaring *matches,
                                   const CancelToken &cancel) const
{
    const auto tests = testAll(query, names, cancel);
    if (!tests)
        return tests.error();
    return select(query, *tests, matches, Except::Nothing, 0);
}

Result<std::vector<FacetIndex::Tested>> FacetIndex::testAll(const Query &query, const AttributeNames &names,
                                                            const CancelToken &cancel) const
{
    auto tests = resolveFilters(query, names);
    if (!tests)
        return tests.error();
    std::vector<Tested> all;
    for (AttributeTest &test : *tests) {
        auto products = m_recent->find(test);
        all.push_back({std::move(test), std::move(products)});
    }
    sideBySide(m_present.cardinality(), all, [&](Tested &tested) {
        if (tested.products)
            return;
        tested.products = std::make_shared<const Roaring>(cancel.requested() ? Roaring() : m_attributes.select(tested.test));
        if (!cancel.requested())
            m_recent->add(tested.test, tested.products);
    });
    return all;
}

Roaring FacetIndex::select(const Query &query, const std::vector<Tested> &tests, const Roaring *matches, Except except,
                           quint32 attribute) const
{
    std::vector<Roaring> unions;
    std::vector<const Roaring *> sets;
    unions.reserve(3);
    if (matches)
        sets.push_back(matches);
    if (query.withImageOnly)
        sets.push_back(&m_withImage);
    if (!query.brands.isEmpty() && except != Except::Brand) {
        Roaring any;
        for (const QString &code : query.brands) {
            if (const auto id = m_brandByCode.constFind(code); id != m_brandByCode.constEnd())
                any |= m_brands.constFind(*id)->products;
        }
        sets.push_back(&unions.emplace_back(std::move(any)));
    }
    if (!query.categories.isEmpty() && except != Except::Category) {
        Roaring any;
        for (const QString &path : query.categories) {
            if (const auto id = m_nodeByPath.constFind(path); id != m_nodeByPath.constEnd())
                any |= m_nodes[*id].products;
        }
        sets.push_back(&unions.emplace_back(std::move(any)));
    }
    if ((query.priceFromMinor || query.priceToMinor) && except != Except::Price)
        sets.push_back(&unions.emplace_back(m_byPrice.between(
            double(query.priceFromMinor.value_or(0)),
            query.priceToMinor ? double(*query.priceToMinor) : std::numeric_limits<double>::infinity())));
    std::vector<const Roaring *> without;
    for (const Tested &tested : tests) {
        if (except == Except::Attribute && tested.test.attribute == attribute)
            continue;
        (tested.test.isNegated ? without : sets).push_back(tested.products.get());
    }
    std::sort(sets.begin(), sets.end(),
              [](const Roaring *a, const Roaring *b) { return a->cardinality() < b->cardinality(); });
    Roaring result = sets.empty() ? m_present : *sets.front();
    for (size_t i = 1; i < sets.size(); ++i)
        result &= *sets[i];
    for (const Roaring *excluded : without)
        result -= *excluded;
    return result;
}

Result<ResultSet> FacetIndex::sorted(const Query &query, const AttributeNames &names, const Roaring *selected) const
{
    const FacetRun *run = query.sort == SortBy::Stock     ? &m_byStock
                          : query.sort == SortBy::Updated ? &m_byUpdated
                                                          : &m_byPrice;
    FacetRun::Snapshot buckets;
    Roaring withKey;
    bool hasOneKeyEach = true;
    std::vector<qint64> inBuckets; // of the selection, where it is worth counting them all
    if (query.sort == SortBy::Attribute) {
        const auto known = resolveAttribute(query.sortAttribute, names, QStringLiteral("sort"));
        if (!known)
            return known.error();
        if (!m_attributes.isCounted(known->number))
            return Error{ErrorCode::InvalidArgument,
                         QStringLiteral("'%1' has more than %2 different values: products can be filtered by it, not sorted")
                             .arg(query.sortAttribute)
                             .arg(FacetAttributes::MostValues),
                         QStringLiteral("sort"),
                         {}};
        run = m_attributes.run(known->number);
        if (!run) {
            std::vector<std::pair<QString, FacetAttributes::Value>> values;
            for (FacetAttributes::Value &value : m_attributes.values(known->number)) {
                const QString label = known->type == ValueType::Option ? names.optionName(quint32(value.key)).label
                                      : known->type == ValueType::Text ? value.text
                                                                       : QString::number(value.key);
                values.emplace_back(label, std::move(value));
            }
            std::stable_sort(values.begin(), values.end(), [](const auto &a, const auto &b) {
                return a.first.compare(b.first, Qt::CaseInsensitive) < 0;
            });
            qint64 keys = 0;
            for (const auto &[label, value] : values) {
                auto bucket = std::make_shared<FacetRun::Bucket>();
                bucket->products = selected ? *value.products & *selected : *value.products;
                bucket->low = bucket->high = value.key;
                keys += qint64(bucket->products.cardinality());
                withKey |= bucket->products;
                buckets.push_back(std::move(bucket));
            }
            hasOneKeyEach = keys == qint64(withKey.cardinality());
        }
    }
    if (run) {
        buckets = run->snapshot();
        withKey = run->products();
        hasOneKeyEach = run->hasOneKeyEach();
        // A page of few has many buckets before it that have none of them.
        if (selected && hasOneKeyEach && selected->cardinality() < m_present.cardinality() / FewShare)
            inBuckets = run->bucketCounts(FacetSelection(*selected, m_present));
    }
    if (query.descending) {
        std::reverse(buckets.begin(), buckets.end());
        std::reverse(inBuckets.begin(), inBuckets.end());
    }
    return ResultSet(std::make_shared<RunOrder>(std::move(buckets), selected ? *selected : m_present, withKey,
                                                hasOneKeyEach, query.descending, inBuckets));
}

} // namespace vitrine::catalog
