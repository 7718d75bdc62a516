#include "images/warm_queue.h"

namespace vitrine::images {

namespace {

constexpr qint64 MaxWaiting = 100'000'000;

qint64 variantsOf(const WarmUp &job)
{
    return job.images.size() * job.presets.size() * job.formats.size();
}

} // namespace

Status WarmQueue::add(WarmUp warmUp)
{
    std::lock_guard lock(m_mutex);
    const qint64 count = variantsOf(warmUp);
    if (m_state.waiting + count > MaxWaiting)
        return Error{ErrorCode::Overloaded,
                     QStringLiteral("%1 variants wait to be made ahead already").arg(m_state.waiting),
                     {},
                     QStringLiteral("Wait until there are fewer")};
    if (count == 0)
        return Done{};
    m_state.waiting += count;
    m_jobs.push_back(std::move(warmUp));
    return Done{};
}

std::optional<VariantKey> WarmQueue::next()
{
    std::lock_guard lock(m_mutex);
    if (m_jobs.empty())
        return std::nullopt;
    const WarmUp &job = m_jobs.front();
    const qint64 formats = job.formats.size(), presets = job.presets.size();
    const VariantKey key{job.images[m_at / (formats * presets)], job.presets[m_at / formats % presets],
                         job.formats[m_at % formats]};
    --m_state.waiting;
    ++m_unfinished;
    if (++m_at == variantsOf(job)) {
        m_jobs.pop_front();
        m_at = 0;
    }
    return key;
}

bool WarmQueue::hasMore() const
{
    std::lock_guard lock(m_mutex);
    return !m_jobs.empty();
}

void WarmQueue::finished(End end)
{
    std::lock_guard lock(m_mutex);
    --m_unfinished;
    switch (end) {
    case End::Rendered:
        ++m_state.rendered;
        break;
    case End::Present:
        ++m_state.present;
        break;
    case End::Failed:
        ++m_state.failed;
        break;
    }
}

void WarmQueue::cancel()
{
    std::lock_guard lock(m_mutex);
    m_jobs.clear();
    m_at = 0;
    m_state.waiting = 0;
}

WarmUpState WarmQueue::state() const
{
    std::lock_guard lock(m_mutex);
    WarmUpState state = m_state;
    state.waiting += m_unfinished;
    return state;
}

} // namespace vitrine::images
