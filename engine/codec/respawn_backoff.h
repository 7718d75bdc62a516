#pragma once

#include "base/clock.h"

#include <algorithm>

namespace vitrine::codec {

/// When the next worker may be started after some that died as they began: a broken library or a full process table is
/// not cured by trying thousands of times a second. The first deaths are free, as many as there are workers: something
/// may have killed all at once. Not thread-safe: the pool's lock guards it.
class RespawnBackoff
{
public:
    RespawnBackoff(int freeFailures, const Clock &clock) : m_free(freeFailures), m_clock(clock) {}

    void failed()
    {
        ++m_failures;
        if (m_failures > m_free)
            m_notBefore = m_clock.now() + std::min(First * (1 << std::min(m_failures - m_free - 1, 10)), Longest);
    }
    void succeeded()
    {
        m_failures = 0;
        m_notBefore = {};
    }
    /// 0: now.
    std::chrono::milliseconds wait() const
    {
        return std::max(std::chrono::ceil<std::chrono::milliseconds>(m_notBefore - m_clock.now()),
                        std::chrono::milliseconds(0));
    }

private:
    static constexpr std::chrono::milliseconds First{50}, Longest{5'000};
    const int m_free;
    const Clock &m_clock;
    int m_failures = 0;
    Clock::Steady m_notBefore{};
};

} // namespace vitrine::codec
