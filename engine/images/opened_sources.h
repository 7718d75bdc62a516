#pragma once

#include "images/ports.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <utility>

namespace vitrine::images {

/// The last few files that variants were made from, by key: who looks at a picture asks for several sizes of
/// it, and none of them has to read, check and copy the file again, nor a decoder to decode it. Each is a
/// copy in memory, which those that wait for a decoder hold, too. Thread-safe.
class OpenedSources
{
public:
    std::shared_ptr<const Source> find(const QByteArray &key)
    {
        std::lock_guard lock(m_mutex);
        const auto at = position(key);
        return at == m_sources.end() ? nullptr : at->second;
    }
    static constexpr qint64 MostKeptBytes = 64 << 20, MostOpenBytes = 256 << 20;

    /// Whether so many bytes more may be opened: else whoever can do without a copy should.
    bool hasRoomFor(qint64 bytes) const { return *m_openBytes + bytes <= MostOpenBytes; }
    /// Opens `bytes`, which take the place of what the key had. Io.
    Result<std::shared_ptr<const Source>> open(const QByteArray &key, const QByteArray &bytes)
    {
        const auto opened = Source::fromBytes(bytes);
        if (!opened)
            return opened;
        *m_openBytes += bytes.size();
        const std::shared_ptr<const Source> source(
            opened->get(),
            [held = *opened, all = m_openBytes, size = bytes.size()](const Source *) { *all -= size; });
        std::lock_guard lock(m_mutex);
        if (const auto at = position(key); at != m_sources.end())
            m_sources.erase(at);
        m_sources.emplace_front(key, source);
        qint64 kept = 0;
        const auto tooMany = std::find_if(m_sources.begin(), m_sources.end(),
                                          [&, rank = std::size_t{0}](const auto &one) mutable {
                                              kept += one.second->sizeBytes();
                                              return ++rank > Most || (rank > 1 && kept > MostKeptBytes);
                                          });
        m_sources.erase(tooMany, m_sources.end());
        return source;
    }

private:
    static constexpr std::size_t Most = 8;
    using Sources = std::deque<std::pair<QByteArray, std::shared_ptr<const Source>>>;
    Sources::iterator position(const QByteArray &key)
    {
        return std::find_if(m_sources.begin(), m_sources.end(),
                            [&key](const auto &opened) { return opened.first == key; });
    }

    const std::shared_ptr<std::atomic<qint64>> m_openBytes = std::make_shared<std::atomic<qint64>>(0);
    std::mutex m_mutex;
    Sources m_sources; ///< the latest first
};

} // namespace vitrine::images
