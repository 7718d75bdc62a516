#pragma once

#include <atomic>
#include <memory>

namespace vitrine {

/// A flag shared by who asks for an end (request()) and who works (requested(), checked at every step that may take
/// long). Copies share the flag. Thread-safe; request() is also safe in a signal handler.
class CancelToken
{
public:
    CancelToken() : m_flag(std::make_shared<std::atomic_bool>(false)) {}

    void request() const { m_flag->store(true, std::memory_order_relaxed); }
    bool requested() const { return m_flag->load(std::memory_order_relaxed); }

private:
    std::shared_ptr<std::atomic_bool> m_flag;
};

} // namespace vitrine
