#pragma once

#include "images/image_service.h"

#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace vitrine::images {

/// What is to be made ahead of demand, in order: all variants of one image before those of the next, the formats of a
/// preset in a row. Thread-safe.
class WarmQueue
{
public:
    /// Overloaded when too much waits already.
    Status add(WarmUp warmUp);
    using Filter = std::function<bool(const ImageId &, const Preset &)>;
    /// The next one, of the image that is at its turn and, with a filter, of those that pass it; it waits no longer once
    /// finished() is called for it.
    std::optional<VariantKey> next(const Filter &filter = {});
    bool hasMore() const; ///< for next()
    enum class End { Rendered, Present, Failed };
    void finished(End end);
    void cancel(); ///< those that next() has given out go on

    WarmUpState state() const;

private:
    mutable std::mutex m_mutex;
    std::deque<WarmUp> m_jobs;
    qsizetype m_image = 0;   ///< of the first job, at its turn
    std::vector<qsizetype> m_left; ///< of its variants (preset x formats + format), in order; filled when its turn comes
    qint64 m_unfinished = 0; ///< given out
    WarmUpState m_state;     ///< `waiting` counts what was not given out
};

} // namespace vitrine::images
