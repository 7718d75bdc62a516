#pragma once

#include "catalog/family.h"
#include "exchange/family_suggestion.h"
#include "exchange/import.h"
#include "exchange/profile_suggestion.h"
#include "exchange/support/memory_catalog.h"

#include <QTemporaryDir>
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

/// Imports `bytes` by a profile whose columns are those of any_input's seeds. False: something that must hold does not.
inline bool mapAnything(const QByteArray &bytes, const QByteArray &profile)
{
    QTemporaryDir folder;
    const auto write = [&](const char *name, const QByteArray &text) {
        QFile file(folder.filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    };
    if (!write("any", bytes) || !write("p.toml", profile))
        return false;
    MemoryCatalog catalog;
    auto ports = catalog.ports();
    exchange::ImportOptions options;
    options.sources = {folder.filePath(QStringLiteral("any"))};
    options.profile = folder.filePath(QStringLiteral("p.toml"));
    const auto suggestion = exchange::suggestProfile(options.sources.first());
    if (suggestion ? suggestion->toml.isEmpty() : suggestion.error().what.isEmpty())
        return false;
    const auto first = exchange::importInto(ports, options, {}, {}, {});
    if (!first)
        return !first.error().what.isEmpty();
    const auto before = catalog.stored;
    const auto second = exchange::importInto(ports, options, {}, {}, {});
    return second && second->created == 0 && catalog.stored == before;
}

/// Makes families of `bytes`, a side table of Akeneo beside one that declares some. False: they are made, and cannot be read.
inline bool declareAnything(const QByteArray &bytes)
{
    QTemporaryDir folder;
    const auto write = [&](const char *name, const QByteArray &text) {
        QFile file(folder.filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    };
    if (!write("any.csv", bytes) || !write("families.csv", "code;attributes;attribute_as_label;label-en_US;requirements-web\nh;a,b;;H;a\n"))
        return false;
    const auto made = exchange::suggestFamilies({folder.path()});
    return made ? catalog::readFamilies(made->toml, {}).ok() : !made.error().what.isEmpty();
}

} // namespace vitrine::test
