#include "images/warm_queue.h"

#include <algorithm>
#include <numeric>

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

std::optional<VariantKey> WarmQueue::next(const Filter &filter)
{
    std::lock_guard lock(m_mutex);
    if (m_jobs.empty())
        return std::nullopt;
    const WarmUp &job = m_jobs.front();
    const qsizetype formats = job.formats.size();
    if (m_left.empty()) {
        m_left.resize(static_cast<std::size_t>(formats * job.presets.size()));
        std::iota(m_left.begin(), m_left.end(), 0);
    }
    const ImageId &image = job.images[m_image];
    const auto passes = [&](qsizetype variant) { return !filter || filter(image, job.presets[variant / formats]); };
    const auto chosen = std::find_if(m_left.begin(), m_left.end(), passes);
    if (chosen == m_left.end())
        return std::nullopt;
    const VariantKey key{image, job.presets[*chosen / formats], job.formats[*chosen % formats]};
    m_left.erase(chosen);
    --m_state.waiting;
    ++m_unfinished;
    if (m_left.empty() && ++m_image == job.images.size()) {
        m_jobs.pop_front();
        m_image = 0;
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
    m_image = 0;
    m_left.clear();
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
