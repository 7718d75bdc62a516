#pragma once

#include "exchange/import.h"

#include <chrono>

namespace vitrine::app {

/// Shows how far a long command is, on stderr: one line that is rewritten on a terminal, a line each five seconds
/// elsewhere. One thread.
class ProgressLine
{
public:
    ProgressLine();
    ~ProgressLine(); ///< ends the line

    void show(const exchange::ImportProgress &progress);

private:
    using Steady = std::chrono::steady_clock;
    bool m_terminal;
    bool m_open = false;
    Steady::time_point m_last;
};

} // namespace vitrine::app
