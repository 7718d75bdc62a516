#pragma once

#include "images/ports.h"

#include <QCache>

#include <mutex>

namespace vitrine::images {

/// A QualityMemory of the last so many, in memory: about 150 bytes each. Losing it costs a search, not a picture.
class RecentQualities final : public QualityMemory
{
public:
    explicit RecentQualities(int entries = 100'000) : m_qualities(entries) {}

    std::optional<int> find(const QByteArray &etag) override
    {
        std::lock_guard lock(m_mutex);
        const int *quality = m_qualities.object(etag);
        return quality ? std::optional(*quality) : std::nullopt;
    }
    void remember(const QByteArray &etag, int quality) override
    {
        std::lock_guard lock(m_mutex);
        m_qualities.insert(etag, new int(quality));
    }

private:
    std::mutex m_mutex;
    QCache<QByteArray, int> m_qualities;
};

} // namespace vitrine::images
