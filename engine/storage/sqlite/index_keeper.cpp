#include "storage/sqlite/index_keeper.h"

#include "storage/sqlite/dictionary.h"

#include <chrono>
#include <utility>

namespace vitrine::storage::sqlite {

using catalog::SortBy;

namespace {

constexpr size_t FewPending = 64; ///< who writes can wait for so many
constexpr int MostRounds = 16;    ///< for changes that come in as fast as they are applied

void applyLater(catalog::FacetIndex &index, const std::vector<catalog::IndexEntry> &entries, qint64 sequence)
{
    for (const catalog::IndexEntry &entry : entries) {
        if (entry.sequence > sequence) // else the build has read it
            index.apply(entry);
    }
}

} // namespace

void IndexKeeper::finishBuild(catalog::FacetIndex &&index, qint64 sequence)
{
    // Who writes waits for what needs m_mutex, and nobody else sees this index yet.
    for (int round = 0; round < MostRounds; ++round) {
        std::vector<catalog::IndexEntry> pending;
        {
            std::lock_guard lock(m_mutex);
            if (m_pending.size() <= FewPending)
                break;
            m_index.shareDefinitions(index);
            pending.swap(m_pending);
        }
        applyLater(index, pending, sequence);
    }
    {
        std::lock_guard lock(m_mutex);
        // What the writer defined meanwhile may be in m_index only.
        m_index.shareDefinitions(index);
        m_index = std::move(index);
        applyLater(m_index, std::exchange(m_pending, {}), sequence);
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

Result<catalog::Permutation> IndexKeeper::permutation(SortBy sort, const Load &load)
{
    const quint64 epoch = sort == SortBy::Name ? m_nameEpoch : m_keyEpoch;
    {
        std::lock_guard lock(m_cacheMutex);
        const auto cached = m_cache.find(sort);
        if (cached != m_cache.end() && cached->second.epoch == epoch)
            return cached->second.ids;
    }
    auto ids = load();
    if (!ids)
        return ids.error();
    auto shared = std::make_shared<const std::vector<quint32>>(*std::move(ids));
    std::lock_guard lock(m_cacheMutex);
    m_cache[sort] = {epoch, shared};
    return catalog::Permutation(shared);
}

} // namespace vitrine::storage::sqlite
