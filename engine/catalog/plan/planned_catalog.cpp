#include "catalog/plan/planned_catalog.h"

#include "base/log.h"
#include "catalog/no_such_product.h"
#include "catalog/product_summary.h"

#include <QSet>

#include <algorithm>
#include <iterator>

namespace vitrine::plan {

using namespace catalog;

namespace {

constexpr int PageSize = 200;
constexpr std::chrono::milliseconds LookEvery{20};
constexpr std::chrono::seconds RetryAfter{10};

QHash<ProductKey, const Product *> byKey(const CardSource::Reading &reading)
{
    QHash<ProductKey, const Product *> found;
    for (const MergedProduct &merged : reading.products)
        found.insert(merged.product.key, &merged.product);
    return found;
}

Row rowOf(const MergedProduct &merged)
{
    const Product &product = merged.product;
    Row row;
    row.id = ProductId(quint32(merged.id));
    row.key = product.key;
    row.name = product.name;
    row.brand = brandOf(product);
    row.category = product.categories.value(0);
    row.price = firstPrice(product);
    row.stock = product.stock();
    row.image = product.images.value(0);
    row.version = product.version;
    return row;
}

} // namespace

PlannedCatalog::PlannedCatalog(CardSource &source, std::chrono::milliseconds deadline, Changes changes)
    : m_source(source), m_deadline(deadline), m_changes(changes)
{
}

PlannedCatalog::~PlannedCatalog()
{
    {
        std::lock_guard lock(m_mutex);
        m_stop.request();
    }
    m_changed.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void PlannedCatalog::startListing() const
{
    std::call_once(m_started, [this] {
        m_thread = std::thread([self = const_cast<PlannedCatalog *>(this)] { self->keepListing(); });
    });
}

void PlannedCatalog::Behind::add(const Behind &later)
{
    products.insert(later.products);
    isRelabelled = isRelabelled || later.isRelabelled;
    isRecounted = isRecounted || later.isRecounted;
    isUnheard = isUnheard || later.isUnheard;
    if (!since)
        since = later.since;
}

void PlannedCatalog::tell(Behind behind)
{
    behind.since = std::chrono::steady_clock::now();
    {
        std::lock_guard lock(m_mutex);
        if (!m_isListing) // the first reading will see it
            return;
        m_behind.add(behind);
    }
    m_changed.notify_all();
}

void PlannedCatalog::changed(const QHash<quint32, ProductKey> &products)
{
    Behind behind;
    behind.products = products;
    tell(behind);
}

void PlannedCatalog::relabelled()
{
    Behind behind;
    behind.isRelabelled = true;
    tell(behind);
}

void PlannedCatalog::recounted()
{
    Behind behind;
    behind.isRecounted = true;
    tell(behind);
}

void PlannedCatalog::changedUnheard()
{
    Behind behind;
    behind.isUnheard = true;
    tell(behind);
}

std::chrono::milliseconds PlannedCatalog::listLag() const
{
    std::lock_guard lock(m_mutex);
    const auto since = m_readingSince ? m_readingSince : m_behind.since;
    if (!since || !m_listing) // without a listing there is nothing to be behind
        return {};
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - *since);
}

bool PlannedCatalog::catchUp(std::chrono::milliseconds patience)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, patience, [this] { return m_stop.requested() || !m_listing || (!m_behind.since && !m_readingSince); }) &&
           !m_stop.requested();
}

qint64 PlannedCatalog::productCount() const
{
    if (m_counter)
        return m_counter();
    startListing();
    return m_count.load();
}

RunOptions PlannedCatalog::options() const
{
    RunOptions options;
    options.deadline = std::chrono::steady_clock::now() + m_deadline;
    return options;
}

Status PlannedCatalog::readAll()
{
    auto labels = m_labels();
    if (!labels)
        return labels.error();
    const auto counting = counted(); // what is counted meanwhile is read again when it is told
    if (!counting)
        return counting.error();
    auto built = ProductListing::build(m_source, *std::move(labels), m_families, m_stop, [this](qint64 count) {
        if (m_readings == 0)
            m_count = count;
    });
    if (!built)
        return built.error();
    m_count = (*built)->size();
    ++m_readings;
    std::lock_guard lock(m_mutex);
    m_listing = *std::move(built);
    m_shownCount = *counting;
    return Done{};
}

/// What others have counted since it was looked at last, or everything again.
Status PlannedCatalog::recount(ProductListing &listing)
{
    const auto now = counted();
    if (!now)
        return now.error();
    FamilyCount shown;
    {
        std::lock_guard lock(m_mutex);
        shown = m_shownCount;
    }
    if (Status read = listing.recount(now->generation == shown.generation ? shown.done : 0, now->done, m_stop); !read)
        return read;
    std::lock_guard lock(m_mutex);
    m_shownCount = *now;
    return Done{};
}

Result<CatalogCompleteness> PlannedCatalog::completeness(const FamilyCount &now, const CancelToken &cancel)
{
    const auto all = listing(cancel);
    if (!all)
        return all.error();
    FamilyCount count = now;
    {
        std::lock_guard lock(m_mutex);
        count.done = m_shownCount.generation == now.generation ? std::min(now.done, m_shownCount.done) : 0;
    }
    return (*all)->completeness(count);
}

/// Takes out of `behind` what the listing shows.
Status PlannedCatalog::readChanged(ProductListing &listing, Behind &behind)
{
    if (behind.isRelabelled) {
        auto labels = m_labels();
        if (!labels)
            return labels.error();
        listing.relabel(*std::move(labels));
        behind.isRelabelled = false;
    }
    if (behind.isRecounted) {
        if (Status read = recount(listing); !read)
            return read;
        behind.isRecounted = false;
    }
    QHash<quint32, ProductKey> &products = behind.products;
    while (!products.isEmpty() && !m_stop.requested()) {
        QVector<ProductKey> keys;
        QVector<quint32> ids, gone;
        for (auto product = products.cbegin(); product != products.cend() && ids.size() < PageSize; ++product) {
            ids.append(product.key());
            if (!product->isEmpty())
                keys.append(*product);
        }
        std::vector<MergedProduct> now;
        if (!keys.isEmpty()) {
            auto reading = m_source.read(keys, options());
            if (!reading)
                return reading.error();
            now = std::move(reading->products);
        }
        QSet<quint32> there;
        for (const MergedProduct &merged : now)
            there.insert(quint32(merged.id));
        std::copy_if(ids.begin(), ids.end(), std::back_inserter(gone), [&there](quint32 id) { return !there.contains(id); });
        if (Status updated = listing.update(now, gone); !updated)
            return updated;
        for (const quint32 id : std::as_const(ids))
            products.remove(id);
    }
    m_count = listing.size();
    return Done{};
}

void PlannedCatalog::keepListing()
{
    std::unique_lock lock(m_mutex);
    m_isListing = true;
    bool isOld = false;
    while (!m_stop.requested()) {
        Behind behind = std::exchange(m_behind, {}); // what comes from here on may be missed
        const bool readsAll = !m_listing || behind.isUnheard || isOld;
        const auto listing = m_listing;
        m_readingSince = behind.since;
        lock.unlock();
        const Status read = readsAll ? readAll() : readChanged(*listing, behind);
        if (!read && !m_stop.requested())
            qCWarning(log::catalog) << "the list of products could not be read:" << read.error().toString();
        lock.lock();
        m_readingSince.reset();
        m_failure = read ? std::nullopt : std::optional(read.error());
        if (m_failure) { // again, but for what was told anew meanwhile
            behind.add(m_behind);
            m_behind = std::move(behind);
        }
        m_changed.notify_all();
        const auto stops = [this] { return m_stop.requested(); };
        if (m_failure) {
            m_changed.wait_for(lock, RetryAfter, stops);
            continue;
        }
        if (m_changes == Changes::AreTold)
            m_changed.wait(lock, [this] { return m_stop.requested() || m_behind.since; });
        else
            isOld = !m_changed.wait_for(lock, ListingAge, stops);
    }
}

Result<std::shared_ptr<ProductListing>> PlannedCatalog::listing(const CancelToken &cancel)
{
    startListing();
    std::unique_lock lock(m_mutex);
    while (!m_listing) {
        if (cancel.requested() || m_stop.requested())
            return Error{ErrorCode::Cancelled, QStringLiteral("the list was given up"), {}, {}};
        if (m_failure)
            return *m_failure;
        m_changed.wait_for(lock, LookEvery);
    }
    return m_listing;
}

Result<QVector<std::optional<Card>>> PlannedCatalog::cards(const QVector<ProductKey> &keys,
                                                           const Scope &scope)
{
    const auto reading = m_source.read(keys, options());
    if (!reading)
        return reading.error();
    const auto found = byKey(*reading);
    QVector<std::optional<Card>> page;
    for (const ProductKey &key : keys) {
        const Product *product = found.value(key);
        page.append(product ? std::optional(Card{assembleCard(*product, scope), product->version})
                            : std::nullopt);
    }
    return page;
}

Result<Card> PlannedCatalog::card(const ProductKey &key, const Scope &scope)
{
    return product(key).map([&scope](const Product &product) {
        return Card{assembleCard(product, scope), product.version};
    });
}

Result<Product> PlannedCatalog::product(const ProductKey &key)
{
    auto reading = m_source.read({key}, options());
    if (!reading)
        return reading.error();
    // A database may find "a-1" under "A-1": then its own spelling is the key.
    if (reading->products.empty() || reading->products.front().product.key != key)
        return noSuchProduct(key);
    return std::move(reading->products.front().product);
}

Result<QVector<Attribute>> PlannedCatalog::attributes()
{
    return m_source.attributes();
}

Status PlannedCatalog::forEach(const std::function<bool(const Product &)> &visit)
{
    for (qint64 after = 0;;) {
        const auto page = m_source.list(after, PageSize, options());
        if (!page)
            return page.error();
        if (page->empty())
            return Done{};
        after = page->back().id;
        QVector<ProductKey> keys;
        for (const CardSource::Listed &product : *page)
            keys.append(product.key);
        const auto reading = m_source.read(keys, options());
        if (!reading)
            return reading.error();
        const auto found = byKey(*reading);
        for (const ProductKey &key : keys) {
            const Product *product = found.value(key); // gone since the page was listed
            if (product && !visit(*product))
                return Error{ErrorCode::Cancelled, QStringLiteral("the reading was stopped"), {}, {}};
        }
    }
}

static Error readOnly()
{
    return {ErrorCode::PermissionDenied,
            QStringLiteral("this catalog is only read: it is the database of a shop"),
            QStringLiteral("catalog.url"),
            QStringLiteral("Change the product in the shop, or move the products into a catalog of Vitrine's "
                           "own with `vitrined import mysql://…`")};
}

Result<QVector<ProductOutcome>> PlannedCatalog::upsert(const QVector<Product> &)
{
    return readOnly();
}

Result<ProductOutcome> PlannedCatalog::replace(const Product &, quint32, const ChangeNote &)
{
    return readOnly();
}

Result<Removal> PlannedCatalog::remove(const ProductKey &, std::optional<quint32>, const ChangeNote &)
{
    return readOnly();
}

Result<EditReceipt> PlannedCatalog::edit(const Edit &)
{
    return readOnly();
}

Status PlannedCatalog::describe(const QVector<AttributeHint> &)
{
    return readOnly();
}

Result<ResultSet> PlannedCatalog::find(const Query &query, const CancelToken &cancel)
{
    const auto all = listing(cancel);
    return all ? (*all)->find(query, cancel) : all.error();
}

Result<Facets> PlannedCatalog::facets(const Query &query, const CancelToken &cancel)
{
    const auto all = listing(cancel);
    return all ? (*all)->facets(query, cancel) : all.error();
}

Result<QVector<Row>> PlannedCatalog::rows(const ResultSet &set, qint64 first, qint64 count)
{
    const auto all = listing({});
    if (!all)
        return all.error();
    const QVector<ProductKey> keys = (*all)->keysOf(set, first, count);
    const auto reading = m_source.read(keys, options());
    if (!reading)
        return reading.error();
    QHash<ProductKey, const MergedProduct *> found;
    for (const MergedProduct &merged : reading->products)
        found.insert(merged.product.key, &merged);
    QVector<Row> rows;
    for (const ProductKey &key : keys) {
        const MergedProduct *merged = found.value(key);
        rows.append(merged ? rowOf(*merged) : Row{});
        if (merged && !rows.last().brand.isEmpty())
            rows.last().brand = (*all)->brandLabel(rows.last().brand);
    }
    return rows;
}

} // namespace vitrine::plan
