#pragma once

#include "catalog/catalog.h"
#include "storage/sqlite/reader_pool.h"

#include <thread>

namespace vitrine::storage::sqlite {

/// Lists: text from FTS5, filters and counts from the facet index, rows from the truth. Builds the index on a
/// thread of its own when it is made; lists without filter do not wait for it. Thread-safe.
class SearchPort final : public catalog::ProductSearch
{
public:
    SearchPort(SharedState &state, ReaderPool &readers);
    ~SearchPort() override;

    Result<catalog::ResultSet> find(const catalog::Query &query, const CancelToken &cancel) override;
    Result<QVector<catalog::Row>> rows(const catalog::ResultSet &set, qint64 first, qint64 count) override;
    Result<catalog::Facets> facets(const catalog::Query &query, const CancelToken &cancel) override;
    qint64 productCount() const override { return m_state.productCount.load(); }

private:
    struct Matches
    {
        Roaring all;
        std::vector<quint32> best; ///< the most relevant of the first in catalog order, best first
    };

    Result<Matches> match(const QString &text, bool ranked, const CancelToken &cancel);
    Result<catalog::Permutation> permutation(catalog::SortBy sort, bool descending,
                                             const CancelToken &cancel);
    Result<catalog::ResultSet> order(const catalog::Query &query, const Roaring *selected,
                                     const CancelToken &cancel);
    Result<catalog::FacetIndex> build();

    SharedState &m_state;
    ReaderPool &m_readers;
    CancelToken m_stop;
    std::thread m_build;
};

} // namespace vitrine::storage::sqlite
