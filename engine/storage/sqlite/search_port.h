#pragma once

#include "catalog/catalog.h"
#include "storage/sqlite/reader_pool.h"

#include <thread>

namespace vitrine::storage::sqlite {

/// When the catalog is closed: saves the index as of the change log's entry `last`, unless the saved one is behind it by
/// so little that the log says it sooner. Returns up to which entry the log is not needed. The writer's thread.
qint64 saveIndex(SharedState &state, qint64 trimmed, qint64 last);

/// Lists: text from FTS5, filters and counts from the facet index, rows from the truth. Reads or builds the index on a
/// thread of its own when it is made; lists without filter do not wait for it. Thread-safe.
class SearchPort final : public catalog::ProductSearch
{
public:
    SearchPort(SharedState &state, ReaderPool &readers);
    ~SearchPort() override;

    Result<catalog::ResultSet> find(const catalog::Query &query, const CancelToken &cancel) override;
    Result<QVector<catalog::Row>> rows(const catalog::ResultSet &set, qint64 first, qint64 count) override;
    Result<catalog::Facets> facets(const catalog::Query &query, const CancelToken &cancel) override;
    Result<catalog::ResultMark> mark(const catalog::Query &query, const catalog::ResultSet &set, qint64 row) override;
    Result<qint64> rowAfter(const catalog::Query &query, const catalog::ResultSet &set,
                            const catalog::ResultMark &mark) override;
    qint64 productCount() const override { return m_state.productCount.load(); }

private:
    struct Matches
    {
        Roaring all;
        std::vector<quint32> best; ///< the most relevant of the first in catalog order, best first
    };

    Result<Matches> match(const QString &text, bool ranked, const CancelToken &cancel);
    Result<catalog::Permutation> permutation(catalog::SortBy sort, const CancelToken &cancel);
    Result<catalog::ResultSet> order(const catalog::Query &query, const Roaring *selected,
                                     const CancelToken &cancel);
    // Each says as of which entry of the change log the index is.
    Result<catalog::FacetIndex> loadOrBuild(qint64 *sequence);
    Result<catalog::FacetIndex> build(qint64 *sequence);
    /// Brings a saved index to the truth. Conflict: it is not this catalog's.
    Status catchUp(catalog::FacetIndex &index, qint64 *sequence);
    template <typename F>
    auto withSortText(const catalog::Query &query, F &&f);

    SharedState &m_state;
    ReaderPool &m_readers;
    CancelToken m_stop;
    std::thread m_build;
};

} // namespace vitrine::storage::sqlite
