#pragma once

#include "images/ports.h"

#include <algorithm>
#include <deque>
#include <mutex>
#include <utility>

namespace vitrine::images {

/// The last few files that variants were made from, by key: who looks at a picture asks for several sizes of it, and none of
/// them has to read, check and copy the file again, nor a decoder to decode it. Thread-safe.
class OpenedSources
{
public:
    std::shared_ptr<const Source> find(const QByteArray &key)
    {
        std::lock_guard lock(m_mutex);
        const auto at = position(key);
        return at == m_sources.end() ? nullptr : at->second;
    }
    /// Opens `bytes`, which take the place of what the key had. Io.
    Result<std::shared_ptr<const Source>> open(const QByteArray &key, const QByteArray &bytes)
    {
        auto source = Source::fromBytes(bytes);
        if (!source)
            return source;
        std::lock_guard lock(m_mutex);
        if (const auto at = position(key); at != m_sources.end())
            m_sources.erase(at);
        m_sources.emplace_front(key, *source);
        if (m_sources.size() > Most)
            m_sources.pop_back();
        return source;
    }

private:
    static constexpr std::size_t Most = 8;
    using Sources = std::deque<std::pair<QByteArray, std::shared_ptr<const Source>>>;
    Sources::iterator position(const QByteArray &key)
    {
        return std::find_if(m_sources.begin(), m_sources.end(), [&key](const auto &opened) { return opened.first == key; });
    }

    std::mutex m_mutex;
    Sources m_sources; ///< the latest first
};

} // namespace vitrine::images
