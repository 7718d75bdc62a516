#pragma once

#include <QByteArray>
#include <QHash>

#include <atomic>
#include <mutex>
#include <shared_mutex>

namespace vitrine {

/// The keys of products whose card is behind the truth, each with how many of its changes its card still lacks. Readers
/// go to the truth for those. Thread-safe; asking costs one atomic load while nothing is being written.
class DirtySet
{
public:
    bool contains(const QByteArray &key) const
    {
        if (m_count.load() == 0)
            return false;
        std::shared_lock lock(m_mutex);
        return m_keys.contains(key);
    }
    void insert(const QByteArray &key)
    {
        std::lock_guard lock(m_mutex);
        ++m_keys[key];
        m_count.store(m_keys.size());
    }
    void remove(const QByteArray &key)
    {
        std::lock_guard lock(m_mutex);
        const auto found = m_keys.find(key);
        if (found != m_keys.end() && --*found == 0)
            m_keys.erase(found);
        m_count.store(m_keys.size());
    }

private:
    mutable std::shared_mutex m_mutex;
    QHash<QByteArray, int> m_keys;
    std::atomic<qsizetype> m_count{0};
};

} // namespace vitrine
