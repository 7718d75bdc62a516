#pragma once

#include <QByteArray>
#include <QHash>

#include <memory>
#include <mutex>

namespace vitrine::origin {

/// Lets at most so many different renders be under way at once; any number of clients may wait for the same
/// one. Thread-safe; places outlive the gate's owner.
class RenderGate
{
public:
    explicit RenderGate(int most) : m_state(std::make_shared<State>(most)) {}

    /// A place in the render that `etag` names, given back when its last copy goes; null when all are taken.
    std::shared_ptr<const void> enter(const QByteArray &etag)
    {
        std::lock_guard lock(m_state->mutex);
        auto place = m_state->places.value(etag).lock();
        if (place || m_state->places.size() >= m_state->most)
            return place;
        place = std::make_shared<const Place>(m_state, etag);
        m_state->places[etag] = place;
        return place;
    }

private:
    struct Place;
    struct State
    {
        explicit State(int limit) : most(limit) {}
        const int most;
        std::mutex mutex;
        QHash<QByteArray, std::weak_ptr<const Place>> places;
    };
    struct Place
    {
        Place(std::shared_ptr<State> owner, QByteArray name) : state(std::move(owner)), etag(std::move(name))
        {
        }
        ~Place()
        {
            std::lock_guard lock(state->mutex);
            const auto mine = state->places.constFind(etag);
            if (mine != state->places.constEnd() && mine->expired()) // else somebody has begun the same anew
                state->places.erase(mine);
        }
        Place(const Place &) = delete;
        Place &operator=(const Place &) = delete;
        const std::shared_ptr<State> state;
        const QByteArray etag;
    };
    std::shared_ptr<State> m_state;
};

} // namespace vitrine::origin
