#pragma once

#include <mutex>
#include <shared_mutex>

namespace vitrine::storage::sqlite {

/// Gives several connections one snapshot: readers hold it shared around BEGIN and the first read on each of
/// them, the writer alone around COMMIT and what follows it in memory. Without it a commit may fall between
/// two BEGINs. A waiting writer goes before readers that come after it, so that a busy catalog can still be
/// changed. Thread-safe.
class CommitGate
{
public:
    class Reading
    {
    public:
        explicit Reading(CommitGate &gate)
        {
            std::lock_guard turn(gate.m_turnstile);
            m_lock = std::shared_lock(gate.m_gate);
        }

    private:
        std::shared_lock<std::shared_mutex> m_lock;
    };

    class Committing
    {
    public:
        explicit Committing(CommitGate &gate) : m_turn(gate.m_turnstile), m_lock(gate.m_gate) {}

    private:
        std::lock_guard<std::mutex> m_turn;
        std::lock_guard<std::shared_mutex> m_lock;
    };

private:
    std::mutex m_turnstile;
    std::shared_mutex m_gate;
};

} // namespace vitrine::storage::sqlite
