#include "storage/sqlite/index_keeper.h"

#include "storage/sqlite/dictionary.h"

#include <chrono>

namespace vitrine::storage::sqlite {

using catalog::SortBy;

void IndexKeeper::finishBuild(catalog::FacetIndex &&index)
{
    {
        std::lock_guard lock(m_mutex);
        // What the writer defined meanwhile may be in m_index only.
        m_index.shareDefinitions(index);
        m_index = std::move(index);
        for (const catalog::IndexEntry &entry : m_pending)
            m_index.apply(entry);
        m_pending = {};
        m_isReady.store(true);
    }
    std::lock_guard lock(m_readyMutex);
    m_readyChanged.notify_all();
}

void IndexKeeper::failBuild(const Error &error)
{
    std::lock_guard lock(m_readyMutex);
    m_failed = error;
    m_readyChanged.notify_all();
}

void IndexKeeper::apply(const std::vector<catalog::IndexEntry> &entries, const SortChanges &changes,
                        const Dictionary &dictionary)
{
    std::lock_guard lock(m_mutex);
    for (const catalog::IndexEntry &entry : entries) {
        if (entry.brand != 0 && !m_index.knowsBrand(entry.brand))
            m_index.defineBrand(entry.brand, dictionary.optionCode(entry.brand),
                                dictionary.optionLabel(entry.brand));
        for (const quint32 category : entry.categories) {
            if (!m_index.knowsCategory(category))
                m_index.defineCategory(category, dictionary.category(category));
        }
        if (m_isReady.load())
            m_index.apply(entry);
        else
            m_pending.push_back(entry);
    }
    m_keyEpoch += changes.key;
    m_nameEpoch += changes.name;
    m_priceEpoch += changes.price;
    m_stockEpoch += changes.stock;
    m_updatedEpoch += !entries.empty();
}

void IndexKeeper::relabelBrand(quint32 id, const Dictionary &dictionary)
{
    std::lock_guard lock(m_mutex);
    if (m_index.knowsBrand(id))
        m_index.defineBrand(id, dictionary.optionCode(id), dictionary.optionLabel(id));
}

Status IndexKeeper::waitUntilReady(const CancelToken &cancel)
{
    if (m_isReady.load())
        return Done{};
    std::unique_lock lock(m_readyMutex);
    while (!m_isReady.load()) {
        if (m_failed)
            return *m_failed;
        if (cancel.requested())
            return Error{ErrorCode::Cancelled, QStringLiteral("the list was given up"), {}, {}};
        m_readyChanged.wait_for(lock, std::chrono::milliseconds(10));
    }
    return Done{};
}

quint64 IndexKeeper::epochOf(SortBy sort) const
{
    switch (sort) {
    case SortBy::Relevance:
    case SortBy::Catalog:
    case SortBy::Key:
        return m_keyEpoch;
    case SortBy::Name:
        return m_nameEpoch;
    case SortBy::Price:
        return m_priceEpoch;
    case SortBy::Stock:
        return m_stockEpoch;
    case SortBy::Updated:
        return m_updatedEpoch;
    }
    Q_UNREACHABLE();
}

Result<catalog::Permutation> IndexKeeper::permutation(SortBy sort, bool descending, const Load &load)
{
    const quint64 epoch = epochOf(sort);
    {
        std::lock_guard lock(m_cacheMutex);
        const auto cached = m_cache.find({sort, descending});
        if (cached != m_cache.end() && cached->second.epoch == epoch)
            return cached->second.ids;
    }
    auto ids = load();
    if (!ids)
        return ids.error();
    auto shared = std::make_shared<const std::vector<quint32>>(*std::move(ids));
    std::lock_guard lock(m_cacheMutex);
    m_cache[{sort, descending}] = {epoch, shared};
    return catalog::Permutation(shared);
}

} // namespace vitrine::storage::sqlite
