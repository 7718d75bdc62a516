#pragma once

#include "storage/sqlite/card_key.h"
#include "storage/sqlite/commit_gate.h"
#include "storage/sqlite/dictionary.h"
#include "storage/sqlite/dirty_set.h"
#include "storage/sqlite/index_keeper.h"

#include <array>
#include <atomic>

namespace vitrine::storage::sqlite {

/// What the writer tells the readers; each part is thread-safe. Owned by SqliteCatalog, outlives both.
struct SharedState
{
    QString dir;
    CommitGate gate;
    DirtySet dirty;
    Dictionary dictionary;
    IndexKeeper index;
    /// Counts what a reader's open transaction on a card file does not see yet.
    std::array<std::atomic<quint64>, CardFiles> cardCommits{};
    std::atomic<quint64> truthCommits{0};
    std::atomic<qint64> productCount{0};

    qint64 indexSavedFrom = 0; ///< products; the index of a smaller catalog is made sooner than read

    QString indexFile() const { return dir + QStringLiteral("/catalog.facets"); }
    QString truthFile() const { return dir + QStringLiteral("/catalog.db"); }
    QString cardFile(int file) const { return dir + QStringLiteral("/card-%1.db").arg(file); }
};

} // namespace vitrine::storage::sqlite
