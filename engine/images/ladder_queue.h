#pragma once

#include "images/ports.h"

#include <QThreadPool>

#include <deque>
#include <mutex>
#include <vector>

namespace vitrine::images {

/// Renders that are asked for one at a time, for somebody who looks on: those of one picture share its decode as long as
/// the next is there when one is done, first come first served otherwise. As many at once as the renderer has workers.
/// Thread-safe; the renderer outlives it.
class LadderQueue
{
public:
    struct Request
    {
        QString picture; ///< the same for requests of the same source
        std::function<Result<std::shared_ptr<const Source>>()> open;
        RenderSpec spec;
        CancelToken cancel;
        /// Called once, on another thread: the renderer's errors, open()'s, or Cancelled when nobody wants it any more.
        std::function<void(const Result<Rendered> &)> done;
    };
    LadderQueue(Renderer &renderer, std::chrono::milliseconds each);
    ~LadderQueue(); ///< what waits is cancelled, what runs is let finish

    void add(Request request);

private:
    struct Climber;
    void climb(Climber &climber, const Request &first);
    std::optional<Request> take(Climber &climber, const QString *picture);

    Renderer &m_renderer;
    const std::chrono::milliseconds m_each;
    std::mutex m_mutex; // guards what follows
    std::deque<Request> m_waiting;
    std::vector<Climber *> m_climbers; ///< each its thread's own
    bool m_stopping = false;

    QThreadPool m_threads;
};

} // namespace vitrine::images
