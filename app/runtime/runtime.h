#pragma once

#include "app/runtime/admin_control.h"
#include "app/runtime/configuration.h"
#include "app/runtime/data_directory.h"
#include "app/runtime/origin_control.h"
#include "base/clock.h"
#include "catalog/catalog.h"
#include "catalog/check.h"
#include "catalog/plan/card_source.h"
#include "exchange/generate.h"
#include "exchange/import.h"
#include "images/image_service.h"
#include "storage/write_pool.h"

#include <memory>

namespace vitrine::app {

/// One engine over one data directory: builds every part, owns all of them, and takes them down in the right order.
/// The desktop, the headless origin and each command hold exactly one. Thread-safe once open.
class Runtime
{
public:
    /// The configuration's errors, the directory's, and each part's.
    static Result<std::unique_ptr<Runtime>> open(const QString &dataDir);
    ~Runtime(); ///< stops the origin, finishes the writes that were accepted, closes the catalog

    /// Reads vitrine.toml and the environment again. Presets, who may ask for
    /// which addresses, lanes of the write pool and the log change at once; names
    /// the other settings that have changed, which take effect at the next start. On an error nothing changes.
    /// On the thread that open() ran on, which is the only one that may read configuration() while this is called.
    Result<QStringList> reload();

    const Configuration &configuration() const;
    const QString &dataDir() const;
    /// The folder in which mapping profiles are kept for later imports.
    QString savedProfiles() const;
    /// For edits of a person or a request: refused when the write queue is full.
    catalog::Catalog &catalog();
    images::ImageService &images();
    images::OriginalStore &originals();
    images::Renderer &renderer();
    storage::WritePool &writePool();
    OriginControl &origin();
    AdminControl &admin();

    /// Proves that everything derived agrees with its truth and every original with its hash, and repairs it when
    /// asked to; what it cannot look at (a database or a bucket of somebody else's) it names as unchecked. Long.
    Result<catalog::CheckReport> check(catalog::CheckOptions options);

    /// The catalog's tables as a planner reads them: of the shop's database, or of Vitrine's own. Made at the first call.
    Result<plan::CardSource *> cardSource();

    /// Moves the products of a shop's database (mysql://…) into the catalog; `description` empty: catalog.description.
    Result<exchange::ImportReport> importDatabase(const QString &url, const QString &description, const exchange::ImportOptions &options,
                                                  const exchange::ProgressCallback &progress, const CancelToken &cancel);
    /// exchange::importInto and generateInto over this engine; their writes are bulk and wait for their turn.
    Result<exchange::ImportReport> import(const exchange::ImportOptions &options, const exchange::ProgressCallback &progress,
                                          const CancelToken &cancel);
    Result<exchange::ImportReport> generate(const exchange::GenerateOptions &options,
                                            const exchange::ProgressCallback &progress, const CancelToken &cancel);

private:
    struct Parts;
    explicit Runtime(std::unique_ptr<Parts> parts);
    Result<exchange::ImportReport> recorded(const QString &what, bool dryRun, const std::function<Result<exchange::ImportReport>(catalog::Catalog &)> &import);
    std::unique_ptr<Parts> m_parts;
};

} // namespace vitrine::app
