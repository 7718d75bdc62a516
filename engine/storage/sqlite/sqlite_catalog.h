#pragma once

#include "base/clock.h"
#include "catalog/catalog.h"
#include "catalog/check.h"
#include "catalog/plan/backend.h"
#include "storage/sqlite/write_figures.h"

#include <chrono>
#include <memory>

namespace vitrine::storage::sqlite {

struct Options
{
    qint64 maxBytes = 0; ///< catalog.db may not grow beyond this (StorageFull); 0: as far as the disk goes
    const Clock *clock = nullptr; ///< for what is stored as time; null: the machine's. Outlives the catalog.
    /// From how many products on the facet index is saved in a file of its own, so that the next start need not make it.
    qint64 indexSavedFrom = 20'000;
    qint64 cardMemoryBytes = 256 << 20; ///< for cards that were asked for
    std::chrono::milliseconds slow{500}; ///< from which on a transaction is logged with its statements
};

/// The catalog in a data directory: catalog.db holds the truth, card-N.db the materialised cards, catalog.facets the
/// facet index; the latter two are derived. Implements the ports; thread-safe. Owns a writer's thread, a housekeeping thread and, after opening, one that
/// builds the facet index in the background. Needs a QCoreApplication. Destroyed by its owner when nobody
/// uses the ports any more: it finishes accepted writes and leaves a directory that can be copied.
class SqliteCatalog
{
public:
    /// Opens the directory, or creates it. Conflict: another process has it (named), or a newer Vitrine wrote
    /// it. PermissionDenied, StorageFull, Corrupt, Io.
    static Result<std::unique_ptr<SqliteCatalog>> open(const QString &dir, const Options &options = {});
    ~SqliteCatalog();
    SqliteCatalog(const SqliteCatalog &) = delete;
    SqliteCatalog &operator=(const SqliteCatalog &) = delete;

    /// The ports; valid as long as this object.
    catalog::Catalog ports();
    const WriteFigures &transactions() const;
    struct KeptCards
    {
        qint64 count = 0, bytes = 0;
    };
    KeptCards keptCards() const; ///< in memory
    /// Compares everything that is derived with the truth; see CatalogCheck. Long; on any thread.
    Result<catalog::CheckReport> check(const catalog::CheckOptions &options);
    /// Its tables, for a planner; valid as long as this object.
    plan::Backend &planBackend();

private:
    struct Parts;
    explicit SqliteCatalog(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> m_parts;
};

} // namespace vitrine::storage::sqlite
