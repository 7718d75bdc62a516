#include "images/opened_sources.h"

#include <algorithm>

namespace vitrine::images {

namespace {

constexpr std::size_t MostKept = 8;

} // namespace

std::shared_ptr<const Source> OpenedSources::find(const QByteArray &key)
{
    std::lock_guard lock(m_mutex);
    const auto at = std::find_if(m_sources.begin(), m_sources.end(), [&key](const auto &one) { return one.first == key; });
    return at == m_sources.end() ? nullptr : at->second;
}

std::shared_ptr<const Source> OpenedSources::open(const QByteArray &key, Room room)
{
    if (!m_keeper.has(key)) // or it was purged
        return nullptr;
    if (auto opened = find(key))
        return opened;
    const qint64 most = room == Room::Needed ? std::numeric_limits<qint64>::max() : MostOpenBytes - *m_openBytes;
    const auto kept = m_keeper.open(key, most);
    return kept ? add(key, kept) : nullptr;
}

std::shared_ptr<const Source> OpenedSources::add(const QByteArray &key, const std::shared_ptr<const Source> &source)
{
    const qint64 size = source->sizeBytes();
    *m_openBytes += size;
    const std::shared_ptr<const Source> counted(
        source.get(), [source, all = m_openBytes, size](const Source *) { *all -= size; });
    std::lock_guard lock(m_mutex);
    std::erase_if(m_sources, [&key](const auto &one) { return one.first == key; });
    m_sources.emplace_front(key, counted);
    qint64 kept = 0;
    const auto tooMany = std::find_if(m_sources.begin(), m_sources.end(), [&, rank = std::size_t{0}](const auto &one) mutable {
        kept += one.second->sizeBytes();
        return ++rank > MostKept || (rank > 1 && kept > MostKeptBytes);
    });
    m_sources.erase(tooMany, m_sources.end());
    return counted;
}

} // namespace vitrine::images
