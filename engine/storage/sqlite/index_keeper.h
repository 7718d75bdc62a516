#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "catalog/facet_index.h"
#include "catalog/result_order.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>

namespace vitrine::storage::sqlite {

class Dictionary;

/// What a change of a product means for the sorted lists that are kept.
struct SortChanges
{
    bool key = false; ///< a new product
    bool name = false;
};

/// Keeps the facet index: built in the background, then changed by the writer with each commit. Thread-safe.
class IndexKeeper
{
public:
    /// The build's thread: hands over what it read, as of an entry of the change log. Later changes that were committed
    /// meanwhile are applied on top.
    void finishBuild(catalog::FacetIndex &&index, qint64 sequence);
    void failBuild(const Error &error);

    /// The writer's thread, while it holds the commit gate.
    void apply(const std::vector<catalog::IndexEntry> &entries, const SortChanges &changes,
               const Dictionary &dictionary);
    void relabelBrand(quint32 id, const Dictionary &dictionary);

    bool isReady() const { return m_isReady.load(); }
    /// Calls f(index), which returns a Result, once it is built; Cancelled, or what failed the build.
    template <typename F>
    auto read(const CancelToken &cancel, F &&f) -> std::invoke_result_t<F, const catalog::FacetIndex &>
    {
        if (auto status = waitUntilReady(cancel); !status)
            return status.error();
        std::shared_lock lock(m_mutex);
        return f(std::as_const(m_index));
    }

    using Load = std::function<Result<std::vector<quint32>>()>;
    /// The whole catalog by Key or Name, from the cache or by `load`.
    Result<catalog::Permutation> permutation(catalog::SortBy sort, const Load &load);

private:
    struct Cached
    {
        quint64 epoch = 0;
        catalog::Permutation ids;
    };

    Status waitUntilReady(const CancelToken &cancel);

    std::shared_mutex m_mutex;
    catalog::FacetIndex m_index;                // by m_mutex
    std::vector<catalog::IndexEntry> m_pending; // by m_mutex: committed while the build runs
    std::atomic_bool m_isReady{false};

    std::mutex m_readyMutex;
    std::condition_variable m_readyChanged;
    std::optional<Error> m_failed; // by m_readyMutex

    std::mutex m_cacheMutex;
    std::map<catalog::SortBy, Cached> m_cache; // by m_cacheMutex
    std::atomic<quint64> m_keyEpoch{1}, m_nameEpoch{1};
};

} // namespace vitrine::storage::sqlite
