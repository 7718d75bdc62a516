#pragma once

#include "catalog/check.h"
#include "catalog/plan/planned_catalog.h"
#include "storage/mysql/change_feed.h"
#include "storage/mysql/write_transaction.h"

#include <memory>

namespace vitrine::storage::mysql {

/// Vitrine's own catalog in a MariaDB database: Vitrine makes the tables and is the only one to write them, from as many
/// processes as there are. What is kept in memory follows the change log: names of attributes, lists, filters, the number
/// of products, and cards that were asked for (KeptCards says how exactly); others are read from the tables. Thread-safe.
class OwnCatalog
{
public:
    struct Options
    {
        int connections = 4;                       ///< for reading
        int writers = 4;                           ///< transactions at once
        std::chrono::milliseconds deadline{5'000}; ///< of one card, page or write
        std::chrono::milliseconds slow{500};       ///< from which on a transaction is logged
        qint64 cardMemoryBytes = 64 << 20;         ///< for cards that were asked for
    };
    struct Figures
    {
        ChangeFeed::State feed;
        /// How old the oldest change is that lists do not show yet; 0: they show all that was heard of.
        std::chrono::milliseconds listLag{0};
        qint64 listReadings = 0; ///< how often lists were read as a whole
        qint64 keptCards = 0, keptCardBytes = 0; ///< in memory
    };

    /// The connection's errors, and those of prepareOwnSchema().
    static Result<std::unique_ptr<OwnCatalog>> open(const MysqlAddress &address, const Options &options, const Clock &clock);
    ~OwnCatalog();

    catalog::Catalog ports();
    plan::CardSource &source();
    Figures figures() const;
    const WriteTransactions::Figures &transactions() const;
    /// As OwnCheck::run(). Long.
    Result<catalog::CheckReport> check(const catalog::CheckOptions &options) const;
    /// Waits until this process has heard of all that was committed before the call, and lists show it.
    bool catchUp(std::chrono::milliseconds patience);

private:
    struct Parts;
    explicit OwnCatalog(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace vitrine::storage::mysql
