#pragma once

#include "images/image_service.h"

#include <deque>
#include <mutex>
#include <optional>

namespace vitrine::images {

/// What is to be made ahead of demand, in order: all variants of one image before those of the next. Thread-safe.
class WarmQueue
{
public:
    /// Overloaded when too much waits already.
    Status add(WarmUp warmUp);
    /// The next one, which waits no longer once finished() is called for it.
    std::optional<VariantKey> next();
    bool hasMore() const; ///< for next()
    enum class End { Rendered, Present, Failed };
    void finished(End end);
    void cancel(); ///< those that next() has given out go on

    WarmUpState state() const;

private:
    mutable std::mutex m_mutex;
    std::deque<WarmUp> m_jobs;
    qint64 m_at = 0;         ///< in the first job
    qint64 m_unfinished = 0; ///< given out
    WarmUpState m_state;     ///< `waiting` counts what was not given out
};

} // namespace vitrine::images
