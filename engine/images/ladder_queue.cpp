#include "images/ladder_queue.h"

#include <algorithm>

namespace vitrine::images {

/// A thread at work, and the preset that it is at.
struct LadderQueue::Climber
{
    QString preset;
};

LadderQueue::LadderQueue(Renderer &renderer, std::chrono::milliseconds each) : m_renderer(renderer), m_each(each)
{
    m_threads.setMaxThreadCount(std::max(1, renderer.concurrency()));
}

LadderQueue::~LadderQueue()
{
    {
        std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_threads.waitForDone();
}

void LadderQueue::add(Request request)
{
    std::lock_guard lock(m_mutex);
    m_waiting.push_back(std::move(request));
    if (static_cast<int>(m_climbers.size()) < m_threads.maxThreadCount()) {
        auto *climber = new Climber;
        m_climbers.push_back(climber);
        m_threads.start([this, climber] {
            const std::unique_ptr<Climber> mine(climber);
            for (;;) {
                const auto first = take(*climber, nullptr);
                if (!first)
                    return;
                climb(*climber, *first);
            }
        });
    }
}

/// The next that is still wanted, of that picture if one is named: another format of the same preset, else one of a
/// preset that no other thread is at, else the first. When there is none for any picture, the climber's work is over.
std::optional<LadderQueue::Request> LadderQueue::take(Climber &climber, const QString *picture)
{
    for (;;) {
        std::unique_lock lock(m_mutex);
        const auto fits = [&](const Request &request) { return !picture || request.picture == *picture; };
        const auto same = [&](const Request &request) { return fits(request) && request.spec.preset.name == climber.preset; };
        const auto fresh = [&](const Request &request) {
            return fits(request) && std::none_of(m_climbers.begin(), m_climbers.end(), [&](const Climber *other) {
                       return other != &climber && other->preset == request.spec.preset.name;
                   });
        };
        auto chosen = std::find_if(m_waiting.begin(), m_waiting.end(), same);
        if (chosen == m_waiting.end())
            chosen = std::find_if(m_waiting.begin(), m_waiting.end(), fresh);
        if (chosen == m_waiting.end())
            chosen = std::find_if(m_waiting.begin(), m_waiting.end(), fits);
        if (chosen == m_waiting.end()) {
            if (!picture)
                std::erase(m_climbers, &climber);
            return std::nullopt;
        }
        Request request = std::move(*chosen);
        m_waiting.erase(chosen);
        if (!m_stopping && !request.cancel.requested()) {
            climber.preset = request.spec.preset.name;
            return request;
        }
        lock.unlock();
        request.done(Error{ErrorCode::Cancelled, QStringLiteral("the render was cancelled"), request.spec.preset.name, {}});
    }
}

void LadderQueue::climb(Climber &climber, const Request &first)
{
    const auto source = first.open();
    if (!source)
        return first.done(source.error());
    std::optional<Request> current;
    bool begun = false;
    const auto next = [&]() -> std::optional<RenderSpec> {
        current = begun ? take(climber, &first.picture) : std::optional(first);
        begun = true;
        return current ? std::optional(current->spec) : std::nullopt;
    };
    m_renderer.renderLadder(**source, {next, [&](const Result<Rendered> &rendered) { current->done(rendered); }}, m_each);
}

} // namespace vitrine::images
