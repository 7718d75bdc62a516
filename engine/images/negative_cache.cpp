#include "images/negative_cache.h"

namespace vitrine::images {

namespace {

bool wouldFailAgain(ErrorCode code)
{
    return code == ErrorCode::NotFound || code == ErrorCode::Unprocessable || code == ErrorCode::UnsupportedType;
}

} // namespace

std::optional<Error> NegativeCache::find(const QByteArray &etag, Clock::Steady now) const
{
    std::lock_guard lock(m_mutex);
    const auto found = m_entries.constFind(etag);
    if (found == m_entries.constEnd() || now >= found->until)
        return std::nullopt;
    return found->error;
}

void NegativeCache::store(const QByteArray &etag, const Error &error, Clock::Steady now)
{
    if (!wouldFailAgain(error.code) || m_lifetime.count() == 0)
        return;
    std::lock_guard lock(m_mutex);
    const Entry entry{error, now + m_lifetime};
    if (const auto old = m_entries.find(etag); old != m_entries.end()) {
        *old = entry;
        return;
    }
    while (m_entries.size() >= m_maxEntries) {
        m_entries.remove(m_order.front());
        m_order.pop_front();
    }
    m_entries.insert(etag, entry);
    m_order.push_back(etag);
}

void NegativeCache::clear()
{
    std::lock_guard lock(m_mutex);
    m_entries.clear();
    m_order.clear();
}

} // namespace vitrine::images
