#pragma once

#include "storage/write_pool.h"

#include <optional>

namespace vitrine::storage {

/// Runs a write that gives something, and waits for it: what it gave, its error, or the pool's when it was refused.
/// As WritePool::runAndWait() otherwise.
template <typename T, typename Write>
Result<T> runForResult(WritePool &pool, QString label, WriteClass kind, qint64 sizeBytes, Write &&write)
{
    std::optional<Result<T>> result;
    const Status ran = pool.runAndWait({std::move(label), kind, sizeBytes, [&]() -> Status {
                                            result = write();
                                            return result->ok() ? Status(Done{}) : Status(result->error());
                                        }});
    if (result)
        return *std::move(result);
    Q_ASSERT(!ran.ok());
    return ran.error();
}

} // namespace vitrine::storage
