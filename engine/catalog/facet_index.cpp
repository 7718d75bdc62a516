#include "catalog/facet_index.h"

#include <algorithm>
#include <limits>

namespace vitrine::catalog {

namespace {

std::vector<quint32> toVector(const Roaring &bitmap)
{
    std::vector<quint32> ids(bitmap.cardinality());
    bitmap.toUint32Array(ids.data());
    return ids;
}

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

void FacetIndex::apply(const IndexEntry &entry)
{
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
    if (entry.gone)
        m_present.remove(entry.id);
    else
        m_present.add(entry.id);
    m_brand[entry.id] = entry.brand;
    m_combination[entry.id] = isIn;
    m_price[entry.id] = entry.priceMinor;
    m_stock[entry.id] = qint32(std::clamp<qint64>(entry.stock, 0, std::numeric_limits<qint32>::max()));
    m_updated[entry.id] = entry.updatedMs;
    if (m_currency.isEmpty())
        m_currency = entry.currency;
}

Roaring FacetIndex::select(const Query &query, const Roaring *matches, Except except,
                           const CancelToken &cancel) const
{
    std::vector<Roaring> unions;
    std::vector<const Roaring *> sets;
    unions.reserve(2);
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
    std::sort(sets.begin(), sets.end(),
              [](const Roaring *a, const Roaring *b) { return a->cardinality() < b->cardinality(); });
    Roaring result = sets.empty() ? m_present : *sets.front();
    for (size_t i = 1; i < sets.size(); ++i)
        result &= *sets[i];

    const bool byPrice = (query.priceFromMinor || query.priceToMinor) && except != Except::Price;
    if (!byPrice)
        return result;
    const qint64 from = std::max<qint64>(0, query.priceFromMinor.value_or(0));
    const qint64 to = query.priceToMinor.value_or(std::numeric_limits<qint64>::max());
    std::vector<quint32> kept;
    quint32 steps = 0;
    for (const quint32 id : toVector(result)) {
        if ((++steps & 0xffff) == 0 && cancel.requested())
            break;
        if (id < m_price.size() && m_price[id] >= from && m_price[id] <= to)
            kept.push_back(id);
    }
    return Roaring(kept.size(), kept.data());
}

std::vector<quint32> FacetIndex::sorted(SortBy sort, bool descending) const
{
    std::vector<quint32> ids = toVector(m_present);
    const auto by = [&](const auto &column) {
        std::stable_sort(ids.begin(), ids.end(), [&](quint32 a, quint32 b) {
            return descending ? column[a] > column[b] : column[a] < column[b];
        });
    };
    if (sort == SortBy::Stock) {
        by(m_stock);
    } else if (sort == SortBy::Updated) {
        by(m_updated);
    } else {
        by(m_price);
        // -1 sorts first when ascending: those without a price move behind the others.
        if (!descending) {
            const auto priced =
                std::find_if(ids.begin(), ids.end(), [&](quint32 id) { return m_price[id] >= 0; });
            std::rotate(ids.begin(), priced, ids.end());
        }
    }
    return ids;
}

} // namespace vitrine::catalog
