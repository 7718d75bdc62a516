#pragma once

#include "base/result.h"
#include "storage/sqlite/statement.h"

#include <new>
#include <stdexcept>
#include <utility>

namespace vitrine::storage::sqlite {

/// The wall of this adapter: calls `work`, which returns a Result, and turns what it throws into an Error.
template <typename F>
auto guarded(F &&work) -> decltype(work())
{
    try {
        return std::forward<F>(work)();
    } catch (const SqliteFailure &failure) {
        return failure.error;
    } catch (const std::out_of_range &) {
        return Error{ErrorCode::Corrupt,
                     QStringLiteral("a row of the catalog names something that is not there"),
                     {},
                     QStringLiteral("`vitrined doctor` names what is wrong; then restore the data directory from a copy")};
    } catch (const std::bad_alloc &) {
        return Error{ErrorCode::Overloaded, QStringLiteral("there is not enough memory"), {}, {}};
    }
}

} // namespace vitrine::storage::sqlite
