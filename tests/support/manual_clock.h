#pragma once

#include "base/clock.h"

#include <mutex>

namespace vitrine::test {

/// A clock that stands still until a test turns it. Thread-safe.
class ManualClock final : public Clock
{
public:
    Steady now() const override
    {
        std::lock_guard lock(m_mutex);
        return m_now;
    }
    Wall wallTime() const override
    {
        std::lock_guard lock(m_mutex);
        return m_wall;
    }
    void advance(std::chrono::nanoseconds by)
    {
        std::lock_guard lock(m_mutex);
        m_now += by;
        m_wall += std::chrono::duration_cast<std::chrono::system_clock::duration>(by);
    }

private:
    mutable std::mutex m_mutex;
    Steady m_now{std::chrono::seconds(1'000)};
    Wall m_wall{std::chrono::seconds(1'700'000'000)};
};

} // namespace vitrine::test
