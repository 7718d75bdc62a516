#pragma once

#include "base/clock.h"
#include "images/ports.h"
#include "images/variant.h"

#include <QSet>
#include <QThreadPool>

#include <deque>
#include <functional>
#include <mutex>

namespace vitrine::images {

struct CarefulCounters
{
    quint64 made = 0;
    quint64 withoutGain = 0; ///< made, and not smaller
    quint64 failed = 0;
    quint64 savedBytes = 0; ///< of one answer each
    int waiting = 0;
};

/// Makes the careful variants of what is hot, one at a time, with Renderer::renderAside(), and only while its owner
/// says that nobody waits for a picture. They are made from the original or its twin, never from an intermediate. Owns
/// its thread. Thread-safe.
class CarefulPass
{
public:
    struct Owner
    {
        std::function<bool()> idle;
        /// An original, in whatever file of the same pixels.
        std::function<Result<std::shared_ptr<const Source>>(const ImageId &)> open;
        /// Begins before the render, since a purge may come in between; the function that it returns stores what was made
        /// and says whether it could.
        std::function<std::function<bool(const Variant &careful)>()> begin;
    };
    CarefulPass(Renderer &renderer, const Clock &clock, QualityMemory *qualities, Owner owner);
    ~CarefulPass();

    /// Behind the others; nothing happens when it waits already, was found to gain nothing, or too many wait.
    /// `quickBytes`: what it has to beat, unless the preset says a score.
    void add(const VariantKey &key, qint64 quickBytes);
    /// Goes on while its owner is idle: to be called whenever that may have become so.
    void wake();
    void stop(); ///< what is being made is given up; returns when it is

    CarefulCounters counters() const;

private:
    struct Wanted
    {
        VariantKey key;
        QByteArray etag; ///< of the careful one
        qint64 quickBytes = 0;
    };
    std::optional<Wanted> next();
    void make(const Wanted &wanted);
    void settle(const Wanted &wanted, bool again, quint64 CarefulCounters::*counter);

    Renderer &m_renderer;
    const Clock &m_clock;
    QualityMemory *const m_qualities; ///< may be none
    const Owner m_owner;
    const CancelToken m_stop;

    mutable std::mutex m_mutex; // guards what follows
    std::deque<Wanted> m_queue;
    QSet<QByteArray> m_settled; ///< waiting, being made, or not worth another try
    bool m_running = false;
    CarefulCounters m_counters;

    QThreadPool m_thread; // last: it uses all of the above
};

} // namespace vitrine::images
