#include "images/warm_ladder.h"

#include <algorithm>

namespace vitrine::images {

namespace {

constexpr int PresentAtOnce = 256;

WarmQueue::End endOf(const Result<Rendered> &rendered)
{
    return rendered ? WarmQueue::End::Rendered : WarmQueue::End::Failed;
}

} // namespace

int WarmLadder::lanesAtWork()
{
    std::lock_guard lock(m_mutex);
    return m_lanes;
}

std::optional<WarmVariant> WarmLadder::next(const WarmQueue::Filter &filter, VariantKey &key, int &passed)
{
    for (; passed < PresentAtOnce; ++passed) {
        const auto wanted = m_queue.next(filter);
        if (!wanted)
            return std::nullopt;
        if (auto variant = m_rules.claim(*wanted)) {
            key = *wanted;
            return variant;
        }
        m_queue.finished(WarmQueue::End::Present);
    }
    return std::nullopt;
}

/// As many lanes as may; each makes variants of one original and queues up again behind everybody.
void WarmLadder::start()
{
    std::lock_guard lock(m_mutex);
    for (const int lanes = std::max(1, m_renderer.concurrency() / 2); m_lanes < lanes; ++m_lanes) {
        m_rules.later([this] {
            climb();
            {
                std::lock_guard freed(m_mutex);
                --m_lanes;
            }
            if (m_queue.hasMore())
                start();
        });
    }
}

/// From the queue's next variant on. Passes by a number of those that are there already, then returns.
void WarmLadder::climb()
{
    VariantKey first;
    int passed = 0;
    std::optional<WarmVariant> current = next({}, first, passed);
    if (!current)
        return;
    const auto finish = [&](const Result<Rendered> &rendered) {
        current->land(rendered);
        m_queue.finished(endOf(rendered));
        current.reset();
    };
    const auto source = m_intermediates.sourceFor(first.image, first.preset, std::chrono::steady_clock::now() + m_rules.each);
    if (!source)
        return finish(source.error());
    // Its neighbours from the same file, original or intermediate.
    const bool small = m_intermediates.serves(first.image, first.preset);
    const auto neighbour = [&](const ImageId &image, const Preset &preset) {
        return image == first.image && m_intermediates.serves(image, preset) == small;
    };
    bool begun = false;
    const auto nextSpec = [&]() -> std::optional<RenderSpec> {
        if (begun && m_rules.mayGoOn(lanesAtWork())) {
            VariantKey key;
            current = next(neighbour, key, passed);
        }
        begun = true;
        return current ? std::optional(current->spec) : std::nullopt;
    };
    m_renderer.renderLadder(**source, {nextSpec, finish}, m_rules.each);
}

} // namespace vitrine::images
