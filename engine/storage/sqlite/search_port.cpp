#include "storage/sqlite/search_port.h"

#include "base/log.h"
#include "storage/sqlite/document.h"
#include "storage/sqlite/guarded.h"
#include "storage/sqlite/index_names.h"

#include <sqlite3.h>

#include <algorithm>

namespace vitrine::storage::sqlite {

using catalog::Query;
using catalog::ResultSet;
using catalog::SortBy;

namespace {

/// How many matches, counted in catalog order, are ranked by relevance; ranking costs 4 us each.
constexpr int Ranked = 1'000;

Error cancelled()
{
    return {ErrorCode::Cancelled, QStringLiteral("the list was given up"), {}, {}};
}

/// Stops a connection's statement soon after the token is set.
class CancelHook
{
public:
    CancelHook(sqlite3 *database, const CancelToken &cancel) : m_database(database)
    {
        sqlite3_progress_handler(
            database, 5'000,
            [](void *token) { return int(static_cast<const CancelToken *>(token)->requested()); },
            const_cast<CancelToken *>(&cancel));
    }
    ~CancelHook() { sqlite3_progress_handler(m_database, 0, nullptr, nullptr); }
    CancelHook(const CancelHook &) = delete;
    CancelHook &operator=(const CancelHook &) = delete;

private:
    sqlite3 *m_database;
};

bool isCatalogOrder(const Query &query)
{
    return query.sort == SortBy::Catalog ||
           (query.sort == SortBy::Relevance && query.text.trimmed().isEmpty());
}

} // namespace

SearchPort::SearchPort(SharedState &state, ReaderPool &readers)
    : m_state(state), m_readers(readers), m_build([this] {
          qint64 sequence = 0;
          auto built = loadOrBuild(&sequence);
          if (built) {
              m_state.index.finishBuild(std::move(built).value(), sequence);
          } else {
              if (built.error().code != ErrorCode::Cancelled)
                  qCWarning(log::catalog) << "filters are not available:" << built.error().toString();
              m_state.index.failBuild(built.error());
          }
      })
{
}

SearchPort::~SearchPort()
{
    m_stop.request();
    m_build.join();
}

Result<SearchPort::Matches> SearchPort::match(const QString &text, bool ranked, const CancelToken &cancel)
{
    const auto expression = matchExpression(text);
    if (!expression)
        return expression.error();
    auto reader = m_readers.lease();
    if (!reader)
        return reader.error();
    return guarded([&]() -> Result<Matches> {
        return (*reader)->snapshot([&](TruthReader &) -> Result<Matches> {
            sqlite3 *database = (*reader)->truthHandle();
            const CancelHook hook(database, cancel);
            Matches matches;
            std::vector<quint32> ids;
            Statement all(database, "SELECT rowid FROM product_text WHERE product_text MATCH ?");
            all.bindUtf8(1, *expression);
            while (all.step())
                ids.push_back(quint32(all.integer(0)));
            matches.all = Roaring(ids.size(), ids.data());
            if (!ranked || ids.empty())
                return matches;
            Statement best(database,
                           "SELECT rowid FROM product_text WHERE product_text MATCH ? AND rowid <= ? "
                           "ORDER BY bm25(product_text, 10, 8, 4, 2, 1), rowid");
            best.bindUtf8(1, *expression).bind(2, ids[std::min<size_t>(ids.size(), Ranked) - 1]);
            while (best.step())
                matches.best.push_back(quint32(best.integer(0)));
            return matches;
        });
    });
}

Result<catalog::Permutation> SearchPort::permutation(SortBy sort, const CancelToken &cancel)
{
    return m_state.index.permutation(sort, [&]() -> Result<std::vector<quint32>> {
        auto reader = m_readers.lease();
        if (!reader)
            return reader.error();
        return guarded([&]() -> Result<std::vector<quint32>> {
            return (*reader)->snapshot([&](TruthReader &) -> Result<std::vector<quint32>> {
                sqlite3 *database = (*reader)->truthHandle();
                const CancelHook hook(database, cancel);
                std::vector<quint32> ids;
                ids.reserve(size_t(productCount()));
                Statement walk(database, sort == SortBy::Key
                                             ? "SELECT id FROM product ORDER BY key"
                                             : "SELECT id FROM product ORDER BY sort_name, id");
                while (walk.step())
                    ids.push_back(quint32(walk.integer(0)));
                return ids;
            });
        });
    });
}

Result<ResultSet> SearchPort::order(const Query &query, const Roaring *selected, const CancelToken &cancel)
{
    if (isCatalogOrder(query)) {
        if (!selected) {
            const auto numbers = m_state.products.get();
            if (numbers.gone->isEmpty())
                return ResultSet(std::make_shared<catalog::AllOrder>(numbers.highest, query.descending));
            Roaring present;
            present.addRange(1, quint64(numbers.highest) + 1);
            present -= *numbers.gone;
            return ResultSet(std::make_shared<catalog::BitmapOrder>(std::move(present), query.descending));
        }
        return ResultSet(std::make_shared<catalog::BitmapOrder>(*selected, query.descending));
    }
    if (query.sort != SortBy::Key && query.sort != SortBy::Name)
        return m_state.index.read(cancel, [&](const catalog::FacetIndex &index) {
            return index.sorted(query, IndexNames(m_state), selected);
        });
    const auto permuted = permutation(query.sort, cancel);
    if (!permuted)
        return permuted.error();
    if (!selected)
        return ResultSet(std::make_shared<catalog::ListOrder>(*permuted, query.descending));
    std::vector<bool> wanted(selected->isEmpty() ? 1 : size_t(selected->maximum()) + 1);
    for (const quint32 id : *selected)
        wanted[id] = true;
    auto kept = std::make_shared<std::vector<quint32>>();
    kept->reserve(selected->cardinality());
    for (const quint32 id : **permuted) {
        if (id < wanted.size() && wanted[id])
            kept->push_back(id);
    }
    return ResultSet(std::make_shared<catalog::ListOrder>(std::move(kept), query.descending));
}

Result<ResultSet> SearchPort::find(const Query &query, const CancelToken &cancel)
{
    const bool hasText = !query.text.trimmed().isEmpty();
    const bool ranked = hasText && query.sort == SortBy::Relevance;
    std::optional<Matches> matches;
    if (hasText) {
        auto matched = match(query.text, ranked, cancel);
        if (!matched)
            return matched.error();
        matches = std::move(matched).value();
    }
    if (query.isFiltered()) {
        auto selected = m_state.index.read(cancel, [&](const catalog::FacetIndex &index) {
            return index.select(query, IndexNames(m_state), matches ? &matches->all : nullptr, cancel);
        });
        if (!selected)
            return selected.error();
        if (!matches)
            matches.emplace();
        matches->all = std::move(selected).value();
    }
    if (cancel.requested())
        return cancelled();
    if (!ranked)
        return order(query, matches ? &matches->all : nullptr, cancel);

    // The ranked ones first, then the rest in catalog order.
    auto ids = std::make_shared<std::vector<quint32>>();
    ids->reserve(matches->all.cardinality());
    Roaring rest = matches->all;
    for (const quint32 id : matches->best) {
        if (matches->all.contains(id)) {
            ids->push_back(id);
            rest.remove(id);
        }
    }
    ids->insert(ids->end(), rest.begin(), rest.end());
    return ResultSet(std::make_shared<catalog::ListOrder>(std::move(ids), query.descending));
}

Result<catalog::Facets> SearchPort::facets(const Query &query, const CancelToken &cancel)
{
    std::optional<Matches> matches;
    if (!query.text.trimmed().isEmpty()) {
        auto matched = match(query.text, false, cancel);
        if (!matched)
            return matched.error();
        matches = std::move(matched).value();
    }
    auto facets = m_state.index.read(cancel, [&](const catalog::FacetIndex &index) {
        return index.facets(query, IndexNames(m_state), matches ? &matches->all : nullptr, cancel);
    });
    if (facets && cancel.requested())
        return cancelled();
    return facets;
}

Result<QVector<catalog::Row>> SearchPort::rows(const ResultSet &set, qint64 first, qint64 count)
{
    const qint64 begin = std::clamp<qint64>(first, 0, set.size());
    const qint64 end = begin + std::clamp<qint64>(count, 0, set.size() - begin);
    auto reader = m_readers.lease();
    if (!reader)
        return reader.error();
    return guarded([&]() -> Result<QVector<catalog::Row>> {
        return (*reader)->snapshot([&](TruthReader &truth) {
            QVector<catalog::Row> rows;
            rows.reserve(end - begin);
            for (qint64 row = begin; row < end; ++row)
                rows.append(truth.row(set.at(row)));
            return rows;
        });
    });
}

} // namespace vitrine::storage::sqlite
