#pragma once

#include <chrono>

namespace vitrine {

/// Where time comes from, so that a test can turn it. Thread-safe. See tests/support/manual_clock.h for the twin.
class Clock
{
public:
    using Steady = std::chrono::steady_clock::time_point;
    using Wall = std::chrono::system_clock::time_point;

    virtual ~Clock() = default;
    /// Never goes back; for durations and deadlines.
    virtual Steady now() const = 0;
    /// UTC; for what is stored or shown.
    virtual Wall wallTime() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock
{
public:
    Steady now() const override { return std::chrono::steady_clock::now(); }
    Wall wallTime() const override { return std::chrono::system_clock::now(); }
};

} // namespace vitrine
