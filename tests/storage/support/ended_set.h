#pragma once

#include "catalog/bulk_run.h"

namespace vitrine::test {

/// The set as it is when all of it is done; aborts when it could not begin or go on.
inline catalog::ChangeSet endedSet(catalog::ProductHistory &history, const Result<catalog::ChangeSet> &begun)
{
    if (!begun)
        qFatal("%s", qPrintable(begun.error().toString()));
    const auto ended = catalog::runSet(history, *begun, [](qint64, qint64) {}, {});
    if (!ended)
        qFatal("%s", qPrintable(ended.error().toString()));
    return *ended;
}

} // namespace vitrine::test
