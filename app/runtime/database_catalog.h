#pragma once

#include "base/clock.h"
#include "catalog/plan/planned_catalog.h"
#include "exchange/product_feed.h"
#include "storage/mysql/own_catalog.h"

#include <memory>

namespace vitrine::app {

/// A MariaDB or MySQL database as the catalog: a shop's, which is only read, by its card description; or one of Vitrine's
/// own, which is written too. Thread-safe.
class DatabaseCatalog
{
public:
    struct Options
    {
        QString url;
        QString description; ///< built-in name, or the path of a .toml file
        bool isOwn = false;  ///< of Vitrine's own: `description` does not matter
        QString baseDir;     ///< of a relative path
        int connections = 4;
        std::chrono::milliseconds deadline{5'000};
        qint64 cardMemoryBytes = 0; ///< of one that is Vitrine's own
    };

    /// The description of a database that is Vitrine's own.
    static bool isOwnDescription(const QString &description) { return description == u"vitrine"; }
    static bool isDatabaseUrl(const QString &url) { return url.startsWith(u"mysql:"); }
    /// The address's, the connection's and the description's errors.
    static Result<std::unique_ptr<DatabaseCatalog>> open(const Options &options, const Clock &clock);
    ~DatabaseCatalog();

    /// Valid as long as this object.
    catalog::Catalog ports();
    plan::CardSource &source();
    /// Null where the database is a shop's.
    const storage::mysql::OwnCatalog *own() const;
    /// Every listed product, for an import into a catalog of Vitrine's own.
    std::unique_ptr<exchange::ProductFeed> feed();

private:
    struct Parts;
    explicit DatabaseCatalog(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace vitrine::app
