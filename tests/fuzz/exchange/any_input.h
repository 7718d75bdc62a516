#pragma once

#include "exchange/import.h"
#include "exchange/support/memory_catalog.h"

#include <QTemporaryFile>

namespace vitrine::test {

/// Imports `bytes` as `format` into a fresh catalog and checks what must hold whatever they are. False: it
/// does not.
inline bool importAnything(const QByteArray &bytes, exchange::SourceFormat format)
{
    QTemporaryFile file;
    if (!file.open() || file.write(bytes) != bytes.size() || !file.flush())
        return false;
    MemoryCatalog catalog;
    auto ports = catalog.ports();
    exchange::ImportOptions options;
    options.sources = {file.fileName()};
    options.format = format;
    const auto first = exchange::importInto(ports, options, {}, {}, {});
    if (!first)
        return !first.error().what.isEmpty();
    const auto before = catalog.stored;
    const auto second = exchange::importInto(ports, options, {}, {}, {});
    const bool counted = first->errorCount >= first->errors.size() && first->created >= catalog.stored.size();
    // A product that is named twice is written twice; then the second import differs. Nothing else may.
    const bool stable = !second || first->updated > 0 || (second->created == 0 && catalog.stored == before);
    return counted && stable;
}

} // namespace vitrine::test
