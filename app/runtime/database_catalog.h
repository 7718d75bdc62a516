#pragma once

#include "base/clock.h"
#include "catalog/plan/planned_catalog.h"
#include "exchange/product_feed.h"

#include <memory>

namespace vitrine::app {

/// A shop's MariaDB or MySQL database and the card description by which it is read. Thread-safe.
class DatabaseCatalog
{
public:
    struct Options
    {
        QString url;
        QString description; ///< built-in name, or the path of a .toml file
        QString baseDir;     ///< of a relative path
        int connections = 4;
        std::chrono::milliseconds deadline{5'000};
    };

    static bool isDatabaseUrl(const QString &url) { return url.startsWith(u"mysql:"); }
    /// The address's, the connection's and the description's errors.
    static Result<std::unique_ptr<DatabaseCatalog>> open(const Options &options, const Clock &clock);
    ~DatabaseCatalog();

    /// Valid as long as this object.
    catalog::Catalog ports();
    plan::CardSource &source();
    /// Every listed product, for an import into a catalog of Vitrine's own.
    std::unique_ptr<exchange::ProductFeed> feed();

private:
    struct Parts;
    explicit DatabaseCatalog(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace vitrine::app
