// The facet index when the catalog is opened: read from its file and brought up to date by the change log, or made from
// the truth, in one walk over the products beside one over their categories and one over their values.
#include "base/log.h"
#include "catalog/facet_snapshot.h"
#include "storage/sqlite/family_registry.h"
#include "storage/sqlite/guarded.h"
#include "storage/sqlite/search_port.h"

#include <QElapsedTimer>

#include <algorithm>

namespace vitrine::storage::sqlite {

using catalog::FacetIndex;
using catalog::FacetSnapshot;
using catalog::IndexEntry;
using catalog::IndexValue;
using catalog::ValueType;

namespace {

Error closing()
{
    return {ErrorCode::Cancelled, QStringLiteral("the catalog is being closed"), {}, {}};
}

/// The products of a range of numbers as the index sees them, in their order.
class EntryWalk
{
public:
    EntryWalk(sqlite3 *database, const Dictionary &dictionary)
        : m_dictionary(dictionary),
          m_products(database, "SELECT id, brand, price_minor, stock, image IS NOT NULL, updated_ms, price_currency "
                               "FROM product WHERE id BETWEEN ? AND ? ORDER BY id"),
          m_categories(database, "SELECT product, category FROM product_category WHERE product BETWEEN ? AND ? "
                                 "ORDER BY product, position"),
          m_values(database, "SELECT product, variant, attribute, scope, number, whole, "
                             "CASE WHEN length(text) <= 64 THEN text END FROM value WHERE product BETWEEN ? AND ? "
                             "ORDER BY product, variant, position"),
          m_completeness(database, "SELECT product, counts FROM completeness WHERE product BETWEEN ? AND ? ORDER BY product")
    {
    }

    void start(quint32 first, quint32 last)
    {
        for (Statement *statement : {&m_products, &m_categories, &m_values, &m_completeness}) {
            statement->reset();
            statement->bind(1, first).bind(2, last);
        }
        m_hasCategory = m_categories.step();
        m_hasValue = m_values.step();
        m_hasCompleteness = m_completeness.step();
    }

    std::optional<IndexEntry> next()
    {
        if (!m_products.step())
            return {};
        IndexEntry entry;
        entry.id = quint32(m_products.integer(0));
        entry.brand = quint32(m_products.integer(1));
        entry.priceMinor = m_products.isNull(2) ? -1 : m_products.integer(2);
        entry.stock = m_products.integer(3);
        entry.hasImage = m_products.integer(4) != 0;
        entry.updatedMs = m_products.integer(5);
        if (!m_hasCurrency && entry.priceMinor >= 0) {
            entry.currency = m_products.text(6);
            m_hasCurrency = true;
        }
        while (m_hasCategory && m_categories.integer(0) < entry.id)
            m_hasCategory = m_categories.step();
        for (; m_hasCategory && m_categories.integer(0) == entry.id; m_hasCategory = m_categories.step())
            entry.categories.append(quint32(m_categories.integer(1)));
        readValues(entry);
        readCompleteness(entry);
        return entry;
    }

private:
    /// Of the product and of each variant what its card shows without a scope: what holds everywhere, or the first.
    void readValues(IndexEntry &entry)
    {
        while (m_hasValue && m_values.integer(0) < entry.id)
            m_hasValue = m_values.step();
        qsizetype ofVariant = 0;
        for (qint64 variant = -1; m_hasValue && m_values.integer(0) == entry.id; m_hasValue = m_values.step()) {
            if (variant != m_values.integer(1)) {
                variant = m_values.integer(1);
                ofVariant = qsizetype(entry.values.size());
            }
            const auto attribute = quint32(m_values.integer(2));
            const auto shown = std::find_if(entry.values.begin() + ofVariant, entry.values.end(),
                                            [attribute](const auto &value) { return value.attribute == attribute; });
            if (shown == entry.values.end())
                entry.values.push_back(value(attribute));
            else if (m_values.integer(3) == 0)
                *shown = value(attribute);
        }
        catalog::sortValues(entry.values);
    }

    void readCompleteness(IndexEntry &entry)
    {
        while (m_hasCompleteness && m_completeness.integer(0) < entry.id)
            m_hasCompleteness = m_completeness.step();
        if (!m_hasCompleteness || m_completeness.integer(0) != entry.id)
            return;
        const std::vector<IndexValue> places = completenessValues(m_completeness.bytes(1));
        entry.values.insert(entry.values.begin(), places.begin(), places.end()); // theirs is the lowest attribute
    }

    IndexValue value(quint32 attribute)
    {
        const ValueType type = typeOf(attribute);
        switch (type) {
        case ValueType::Text:
            if (m_values.isNull(6))
                return {attribute, type, IndexValue::LongText};
            return catalog::textValue(attribute, m_values.text(6));
        case ValueType::Number:
            return {attribute, type, m_values.real(4)};
        case ValueType::Boolean:
        case ValueType::Date:
        case ValueType::Option:
            return {attribute, type, double(m_values.integer(5))};
        }
        Q_UNREACHABLE();
    }

    ValueType typeOf(quint32 attribute)
    {
        if (m_types.size() <= attribute)
            m_types.resize(size_t(attribute) + 1);
        if (!m_types[attribute])
            m_types[attribute] = m_dictionary.attribute(attribute).type.value_or(ValueType::Text);
        return *m_types[attribute];
    }

    const Dictionary &m_dictionary;
    Statement m_products, m_categories, m_values, m_completeness;
    bool m_hasCategory = false, m_hasValue = false, m_hasCompleteness = false, m_hasCurrency = false;
    std::vector<std::optional<ValueType>> m_types;
};

void define(FacetIndex &index, const Dictionary &dictionary)
{
    for (const auto &brand : dictionary.options(QStringLiteral("brand")))
        index.defineBrand(brand.id, brand.code, brand.label);
    const QVector<QString> paths = dictionary.categories();
    for (qsizetype i = 0; i < paths.size(); ++i)
        index.defineCategory(quint32(i + 1), paths[i]);
}

struct ChangeLog
{
    qint64 trimmed = 0; ///< entries up to this one are gone
    qint64 last = 0;
};

ChangeLog changeLog(sqlite3 *database)
{
    ChangeLog log;
    Statement trimmed(database, "SELECT seq FROM trimmed");
    if (trimmed.step())
        log.trimmed = log.last = trimmed.integer(0);
    Statement newest(database, "SELECT max(seq) FROM change");
    if (newest.step())
        log.last = std::max(log.last, newest.integer(0));
    return log;
}

/// Whether products that did not change since look in the catalog as they do in the index: it may have been saved
/// beside another catalog.
bool isOf(const FacetIndex &index, sqlite3 *database, const std::vector<quint32> &changed)
{
    constexpr quint32 Samples = 64;
    Statement product(database, "SELECT updated_ms FROM product WHERE id = ?");
    for (quint32 sample = 0; sample < Samples; ++sample) {
        const auto id = quint32(1 + index.size() * sample / Samples);
        const auto known = index.updatedMs(id);
        if (!known || std::binary_search(changed.begin(), changed.end(), id))
            continue;
        ResetAtEnd reset(product);
        if (!product.bind(1, id).step() || product.integer(0) != *known)
            return false;
    }
    return true;
}

} // namespace

Status SearchPort::catchUp(FacetIndex &index, qint64 *sequence)
{
    auto reader = m_readers.lease();
    if (!reader)
        return reader.error();
    return guarded([&]() -> Status {
        return (*reader)->snapshot([&](TruthReader &) -> Status {
            sqlite3 *database = (*reader)->truthHandle();
            const ChangeLog log = changeLog(database);
            const Error stale{ErrorCode::Conflict, QStringLiteral("the saved index is not this catalog's, or too old"), {}, {}};
            if (*sequence < log.trimmed || *sequence > log.last || log.last - *sequence > index.size() / 4 + 10'000)
                return stale;
            std::vector<quint32> changed;
            Statement changes(database, "SELECT DISTINCT product FROM change WHERE seq > ? ORDER BY product");
            changes.bind(1, *sequence);
            while (changes.step())
                changed.push_back(quint32(changes.integer(0)));
            if (!isOf(index, database, changed))
                return stale;
            define(index, m_state.dictionary);
            EntryWalk walk(database, m_state.dictionary);
            for (const quint32 id : changed) {
                if (m_stop.requested())
                    return closing();
                walk.start(id, id);
                if (const auto entry = walk.next())
                    index.apply(*entry);
                else
                    index.remove(id);
            }
            *sequence = log.last;
            return Done{};
        });
    });
}

Result<FacetIndex> SearchPort::build(qint64 *sequence)
{
    auto reader = m_readers.lease();
    if (!reader)
        return reader.error();
    return guarded([&]() -> Result<FacetIndex> {
        return (*reader)->snapshot([&](TruthReader &) -> Result<FacetIndex> {
            FacetIndex index;
            define(index, m_state.dictionary);
            sqlite3 *database = (*reader)->truthHandle();
            *sequence = changeLog(database).last;
            EntryWalk walk(database, m_state.dictionary);
            walk.start(0, std::numeric_limits<quint32>::max());
            while (const auto entry = walk.next()) {
                if (m_stop.requested())
                    return closing();
                index.apply(*entry);
            }
            return index;
        });
    });
}

Result<FacetIndex> SearchPort::loadOrBuild(qint64 *sequence)
{
    QElapsedTimer timer;
    timer.start();
    const bool isSaved = productCount() >= m_state.indexSavedFrom;
    if (isSaved) {
        auto loaded = FacetSnapshot::load(m_state.indexFile());
        const Status usable = loaded ? catchUp(loaded->index, &loaded->sequence) : Status(loaded.error());
        if (usable) {
            *sequence = loaded->sequence;
            qCInfo(log::catalog) << "filters read in" << timer.elapsed() << "ms";
            return std::move(loaded->index);
        }
        if (usable.error().code == ErrorCode::Cancelled)
            return usable.error();
        if (usable.error().code != ErrorCode::NotFound)
            qCWarning(log::catalog) << "making the filters' index anew:" << usable.error().toString();
    }
    auto built = build(sequence);
    if (!built || !isSaved)
        return built;
    qCInfo(log::catalog) << "filters made in" << timer.elapsed() << "ms";
    if (const Status saved = FacetSnapshot::save(*built, *sequence, m_state.indexFile()); !saved)
        qCWarning(log::catalog) << saved.error().toString();
    return built;
}

qint64 saveIndex(SharedState &state, qint64 trimmed, qint64 last)
{
    const qint64 products = state.productCount.load();
    if (products < state.indexSavedFrom)
        return last;
    const auto saved = FacetSnapshot::sequenceOf(state.indexFile());
    const bool isUsable = saved && *saved >= trimmed && *saved <= last;
    // A few changes are read again more cheaply than everything is written; and who closes before the index is there
    // leaves the file as it is, and what brings it up to date.
    if (isUsable && (last - *saved <= products / 50 || !state.index.isReady()))
        return *saved;
    if (!state.index.isReady())
        return last;
    const Status written = state.index.read({}, [&](const FacetIndex &index) { return FacetSnapshot::save(index, last, state.indexFile()); });
    if (!written)
        qCWarning(log::catalog) << written.error().toString();
    return last;
}

} // namespace vitrine::storage::sqlite
