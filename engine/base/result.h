#pragma once

#include "base/error.h"

#include <QtGlobal>

#include <type_traits>
#include <utility>
#include <variant>

namespace vitrine {

/// A value or the reason why there is none. Used everywhere a caller can do something about a failure.
/// Reading the side that is not there is a defect and asserts.
template <typename T>
class [[nodiscard]] Result
{
public:
    using Value = T;

    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    const T &value() const &
    {
        Q_ASSERT(ok());
        return *std::get_if<0>(&m_state);
    }
    T &value() &
    {
        Q_ASSERT(ok());
        return *std::get_if<0>(&m_state);
    }
    T &&value() &&
    {
        Q_ASSERT(ok());
        return std::move(*std::get_if<0>(&m_state));
    }
    const T &operator*() const & { return value(); }
    T &operator*() & { return value(); }
    T &&operator*() && { return std::move(*this).value(); }
    const T *operator->() const { return &value(); }
    T *operator->() { return &value(); }

    const Error &error() const
    {
        Q_ASSERT(!ok());
        return *std::get_if<1>(&m_state);
    }

    T valueOr(T fallback) const & { return ok() ? value() : std::move(fallback); }

    /// The result of f(value), or this error.
    template <typename F>
    auto map(F &&f) const & -> Result<std::invoke_result_t<F, const T &>>
    {
        if (ok())
            return std::forward<F>(f)(value());
        return error();
    }

    /// f(value), which is itself a Result, or this error.
    template <typename F>
    auto andThen(F &&f) const & -> std::invoke_result_t<F, const T &>
    {
        if (ok())
            return std::forward<F>(f)(value());
        return error();
    }

private:
    std::variant<T, Error> m_state;
};

/// Success without a value: `return Done{};`
using Done = std::monostate;
using Status = Result<Done>;

} // namespace vitrine
