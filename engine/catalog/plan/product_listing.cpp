#include "catalog/plan/product_listing.h"

#include "base/log.h"
#include "catalog/product_summary.h"
#include "catalog/result_order.h"

#include <QSet>

#include <algorithm>
#include <future>
#include <iterator>

namespace vitrine::plan {

using namespace catalog;

namespace {

/// A few thousand rows: the round trips of a million products are not what takes the time.
constexpr int PageSize = 1'000, CountsAtOnce = 2'000;

/// Case folded and without diacritics.
QByteArray folded(const QString &text)
{
    QString plain;
    for (const QChar c : text.normalized(QString::NormalizationForm_D)) {
        if (c.category() != QChar::Mark_NonSpacing)
            plain.append(c == u'đ' || c == u'Đ' ? QChar(u'd') : c.toCaseFolded());
    }
    return plain.toUtf8();
}

bool startsWord(const QByteArray &words, const QByteArray &wanted)
{
    for (qsizetype at = words.indexOf(wanted); at >= 0; at = words.indexOf(wanted, at + 1)) {
        const auto before = at == 0 ? ' ' : words[at - 1];
        if (!(before >= 'a' && before <= 'z') && !(before >= '0' && before <= '9') &&
            static_cast<unsigned char>(before) < 0x80)
            return true;
    }
    return false;
}

ValueType firstType(const Product &product, const QString &code)
{
    const auto find = [&code](const QVector<AttributeValue> &values) {
        return std::find_if(values.begin(), values.end(), [&](const AttributeValue &value) { return value.code == code; });
    };
    if (const auto value = find(product.attributes); value != product.attributes.end())
        return typeOf(value->value);
    for (const Variant &variant : product.variants) {
        if (const auto value = find(variant.attributes); value != variant.attributes.end())
            return typeOf(value->value);
    }
    return ValueType::Text;
}

/// A damaged one counts as none.
std::vector<IndexValue> countsInIndex(const QByteArray &counts, quint32 id)
{
    auto values = completenessValues(counts);
    if (values)
        return *std::move(values);
    qCWarning(log::catalog) << "product" << id << "in lists:" << values.error().toString();
    return {};
}

Error cancelled()
{
    return {ErrorCode::Cancelled, QStringLiteral("the list was given up"), {}, {}};
}

} // namespace

Result<std::shared_ptr<ProductListing>>
ProductListing::build(CardSource &source, ListLabels labels, const FamilySource &families, const CancelToken &cancel,
                      const std::function<void(qint64)> &progress)
{
    auto listing = std::make_shared<ProductListing>();
    listing->m_names.labels = std::move(labels);
    listing->m_names.families = families.families;
    listing->m_families = families;
    RunOptions options;
    options.cancel = cancel;
    using Reading = Result<std::optional<CardSource::Reading>>; // nothing: that was the last page
    auto readOn = [&source, &options, after = qint64(0)]() mutable -> Reading {
        const auto page = source.list(after, PageSize, options);
        if (!page)
            return page.error();
        if (page->empty())
            return std::optional<CardSource::Reading>();
        after = page->back().id;
        QVector<ProductKey> keys;
        for (const CardSource::Listed &product : *page)
            keys.append(product.key);
        auto reading = source.read(keys, options);
        if (!reading)
            return reading.error();
        return std::optional(*std::move(reading));
    };
    // The next page is read while one is put in order.
    const auto inBackground = [&readOn] { return std::async(std::launch::async, std::ref(readOn)); };
    for (auto next = inBackground();;) {
        const Reading read = next.get();
        if (!read)
            return read.error();
        const auto &reading = *read;
        if (!reading)
            break;
        next = inBackground();
        const auto counts = listing->countsOf(reading->products);
        if (!counts)
            return counts.error();
        for (const MergedProduct &product : reading->products) {
            listing->m_entries.push_back(listing->entryOf(product));
            listing->index(product, Types::Stay, counts->value(quint32(product.id)));
        }
        progress(qint64(listing->m_entries.size()));
    }
    std::sort(listing->m_entries.begin(), listing->m_entries.end(),
              [](const Entry &a, const Entry &b) { return a.id < b.id; });
    return listing;
}

std::shared_lock<std::shared_mutex> ProductListing::toRead() const
{
    std::lock_guard turn(m_turn);
    return std::shared_lock(m_mutex);
}

Result<QHash<quint32, QByteArray>> ProductListing::countsOf(const std::vector<MergedProduct> &products) const
{
    QVector<quint32> ids;
    for (const MergedProduct &merged : products)
        ids.append(quint32(merged.id));
    return m_families && !ids.isEmpty() ? m_families.counts(ids) : QHash<quint32, QByteArray>();
}

Status ProductListing::update(const std::vector<MergedProduct> &now, const QVector<quint32> &gone)
{
    const auto counts = countsOf(now);
    if (!counts)
        return counts.error();
    std::vector<Entry> entries;
    for (const MergedProduct &merged : now)
        entries.push_back(entryOf(merged));
    std::lock_guard turn(m_turn);
    std::lock_guard lock(m_mutex);
    for (const MergedProduct &merged : now)
        index(merged, Types::MayChange, counts->value(quint32(merged.id)));
    std::vector<Entry> fresh;
    for (Entry &entry : entries) {
        if (const auto known = find(entry.id); known != m_entries.cend())
            m_entries[size_t(known - m_entries.cbegin())] = std::move(entry);
        else
            fresh.push_back(std::move(entry));
    }
    if (!fresh.empty()) {
        const auto byId = [](const Entry &a, const Entry &b) { return a.id < b.id; };
        std::sort(fresh.begin(), fresh.end(), byId);
        const auto known = qsizetype(m_entries.size());
        std::move(fresh.begin(), fresh.end(), std::back_inserter(m_entries));
        std::inplace_merge(m_entries.begin(), m_entries.begin() + known, m_entries.end(), byId);
    }
    for (const quint32 id : gone)
        m_index.remove(id);
    if (!gone.isEmpty()) {
        const QSet<quint32> ids(gone.begin(), gone.end());
        std::erase_if(m_entries, [&ids](const Entry &entry) { return ids.contains(entry.id); });
    }
    return Done{};
}

Status ProductListing::recount(qint64 from, qint64 to, const CancelToken &cancel)
{
    QVector<quint32> ids;
    {
        const auto lock = toRead();
        for (const Entry &entry : m_entries) {
            if (entry.id > from && entry.id <= to)
                ids.append(entry.id);
        }
    }
    for (qsizetype first = 0; first < ids.size(); first += CountsAtOnce) {
        if (cancel.requested())
            return cancelled();
        const QVector<quint32> some = ids.mid(first, CountsAtOnce);
        const auto counts = m_families.counts(some);
        if (!counts)
            return counts.error();
        std::lock_guard turn(m_turn);
        std::lock_guard lock(m_mutex);
        for (const quint32 id : some) {
            IndexEntry entry;
            entry.id = id;
            entry.onlyAttribute = CompletenessAttribute;
            entry.values = countsInIndex(counts->value(id), id);
            m_index.apply(entry);
        }
    }
    return Done{};
}

CatalogCompleteness ProductListing::completeness(const FamilyCount &count) const
{
    const auto lock = toRead();
    return catalogCompleteness(*m_families.families(), count, m_index.size(), [this](quint32 attribute, double key) { return m_index.count(attribute, key); });
}

quint32 ProductListing::Names::need(const QString &code, ValueType type, Types types)
{
    Known &known = m_attributes[code];
    if (known.number == 0 || (types == Types::MayChange && known.type != type)) {
        m_codes.append(code);
        known = {quint32(m_codes.size()), type, code, {}};
    }
    return known.number;
}

quint32 ProductListing::Names::needOption(quint32 attribute, const QString &code)
{
    quint32 &number = m_options[{attribute, code}];
    if (number == 0) {
        m_optionCodes.append({m_codes[qsizetype(attribute) - 1], code});
        number = quint32(m_optionCodes.size());
    }
    return number;
}

std::optional<AttributeNames::Known> ProductListing::Names::attribute(const QString &code) const
{
    const auto known = m_attributes.constFind(code);
    if (known == m_attributes.constEnd())
        return std::nullopt;
    Known named = *known;
    if (const auto label = labels.attributes.constFind(code); label != labels.attributes.constEnd()) {
        named.label = label->label;
        named.unit = label->unit;
    }
    return named;
}

std::optional<quint32> ProductListing::Names::option(quint32 attribute, const QString &code) const
{
    const auto number = m_options.constFind({attribute, code});
    return number == m_options.constEnd() ? std::nullopt : std::optional(*number);
}

std::optional<Result<AttributeTest>> ProductListing::Names::derived(const AttributeFilter &filter) const
{
    if (!families || m_attributes.contains(filter.code))
        return {};
    return completenessTest(filter, *families());
}

std::optional<Result<AttributeNames::DerivedFacet>> ProductListing::Names::derivedFacet(const QString &code) const
{
    if (!families || m_attributes.contains(code))
        return {};
    return completenessFacet(code, *families());
}

FacetCount ProductListing::Names::optionName(quint32 option) const
{
    const auto &named = m_optionCodes[qsizetype(option) - 1];
    return {named.second, labels.options.value(named, named.second), 0};
}

quint32 ProductListing::brandNumber(const Product &product)
{
    const QString brand = brandOf(product);
    if (brand.isEmpty())
        return 0;
    quint32 &number = m_brands[brand];
    if (number == 0) {
        number = quint32(m_brands.size());
        m_index.defineBrand(number, brand, m_names.labels.brand(brand));
    }
    return number;
}

QVector<quint32> ProductListing::categoryNumbers(const Product &product)
{
    QVector<quint32> numbers;
    for (const QString &path : product.categories) {
        quint32 &number = m_categories[path];
        if (number == 0) {
            number = quint32(m_categories.size());
            m_index.defineCategory(number, path);
        }
        numbers.append(number);
    }
    return numbers;
}

ProductListing::Entry ProductListing::entryOf(const MergedProduct &merged) const
{
    const Product &product = merged.product;
    QString words = product.name + u' ' + product.key.toString() + u' ' + brandOf(product) + u' ' +
                    product.categories.join(u' ');
    for (const Variant &variant : product.variants)
        words += u' ' + variant.sku;
    return {quint32(merged.id), product.key, folded(product.name).left(64), folded(words)};
}

void ProductListing::index(const MergedProduct &merged, Types types, const QByteArray &counts)
{
    const Product &product = merged.product;
    IndexEntry entry;
    entry.id = quint32(merged.id);
    entry.brand = brandNumber(product);
    entry.categories = categoryNumbers(product);
    if (const Price price = firstPrice(product); !price.currency.isEmpty()) {
        entry.priceMinor = price.minor;
        entry.currency = price.currency;
    }
    entry.stock = product.stock();
    entry.hasImage = !product.images.isEmpty();
    entry.updatedMs = merged.updatedMs;
    entry.values = indexValues(
        product, [&, this](const QString &code) { return m_names.need(code, firstType(product, code), types); },
        [this](quint32 attribute, const QString &code) { return m_names.needOption(attribute, code); });
    const std::vector<IndexValue> complete = countsInIndex(counts, entry.id);
    entry.values.insert(entry.values.begin(), complete.begin(), complete.end()); // theirs is the lowest attribute
    m_index.apply(entry);
}

void ProductListing::relabel(ListLabels labels)
{
    std::lock_guard turn(m_turn);
    std::lock_guard lock(m_mutex);
    m_names.labels = std::move(labels);
    for (auto brand = m_brands.cbegin(); brand != m_brands.cend(); ++brand)
        m_index.defineBrand(brand.value(), brand.key(), m_names.labels.brand(brand.key()));
}

QString ProductListing::brandLabel(const QString &code) const
{
    const auto lock = toRead();
    return m_names.labels.brand(code);
}

std::vector<ProductListing::Entry>::const_iterator ProductListing::find(quint32 id) const
{
    const auto found = std::lower_bound(m_entries.cbegin(), m_entries.cend(), id,
                                        [](const Entry &entry, quint32 number) { return entry.id < number; });
    return found == m_entries.cend() || found->id != id ? m_entries.cend() : found;
}

qint64 ProductListing::size() const
{
    const auto lock = toRead();
    return qint64(m_entries.size());
}

QVector<ProductKey> ProductListing::keysOf(const ResultSet &set, qint64 first, qint64 count) const
{
    const auto lock = toRead();
    QVector<ProductKey> keys;
    for (qint64 row = first; row < std::min(first + count, set.size()); ++row) {
        const auto entry = find(toNumber(set.at(row)));
        keys.append(entry == m_entries.cend() ? ProductKey() : entry->key);
    }
    return keys;
}

Result<std::optional<Roaring>> ProductListing::matches(const Query &query, const CancelToken &cancel) const
{
    const QByteArrayList wanted = folded(query.text.simplified()).split(' ');
    if (query.text.trimmed().isEmpty())
        return std::optional<Roaring>();
    Roaring found;
    for (size_t i = 0; i < m_entries.size(); ++i) {
        if (i % 4'096 == 0 && cancel.requested())
            return cancelled();
        const Entry &entry = m_entries[i];
        if (std::all_of(wanted.begin(), wanted.end(),
                        [&](const QByteArray &word) { return startsWord(entry.words, word); }))
            found.add(entry.id);
    }
    return std::optional(found);
}

std::vector<quint32> ProductListing::ordered(SortBy sort) const
{
    std::vector<const Entry *> entries;
    for (const Entry &entry : m_entries)
        entries.push_back(&entry);
    std::stable_sort(entries.begin(), entries.end(), [sort](const Entry *a, const Entry *b) {
        return sort == SortBy::Name ? a->sortName < b->sortName : a->key < b->key;
    });
    std::vector<quint32> ids;
    for (const Entry *entry : entries)
        ids.push_back(entry->id);
    return ids;
}

Result<ResultSet> ProductListing::find(const Query &query, const CancelToken &cancel) const
{
    const auto lock = toRead();
    const auto text = matches(query, cancel);
    if (!text)
        return text.error();
    const Roaring *matched = *text ? &**text : nullptr;
    const bool isWhole = !matched && !query.isFiltered();
    auto selection = isWhole              ? Result<Roaring>(Roaring())
                     : query.isFiltered() ? m_index.select(query, m_names, matched, cancel)
                                          : Result<Roaring>(*matched);
    if (!selection)
        return selection.error();
    if (cancel.requested())
        return cancelled();
    Roaring selected = *std::move(selection);
    const bool inCatalogOrder = query.sort == SortBy::Catalog || query.sort == SortBy::Relevance;
    if (inCatalogOrder && !isWhole)
        return ResultSet(std::make_shared<BitmapOrder>(std::move(selected), query.descending));
    if (!inCatalogOrder && query.sort != SortBy::Key && query.sort != SortBy::Name)
        return m_index.sorted(query, m_names, isWhole ? nullptr : &selected);
    auto ids = std::make_shared<std::vector<quint32>>();
    if (inCatalogOrder) {
        for (const Entry &entry : m_entries)
            ids->push_back(entry.id);
    } else {
        *ids = ordered(query.sort);
        if (!isWhole)
            std::erase_if(*ids, [&](quint32 id) { return !selected.contains(id); });
    }
    return ResultSet(std::make_shared<ListOrder>(ids, query.descending));
}

Result<Facets> ProductListing::facets(const Query &query, const CancelToken &cancel) const
{
    const auto lock = toRead();
    const auto text = matches(query, cancel);
    if (!text)
        return text.error();
    auto facets = m_index.facets(query, m_names, *text ? &**text : nullptr, cancel);
    if (cancel.requested())
        return cancelled();
    return facets;
}

} // namespace vitrine::plan
