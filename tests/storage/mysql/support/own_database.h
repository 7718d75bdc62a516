#pragma once

#include "storage/mysql/own_catalog.h"
#include "storage/mysql/support/mariadb_server.h"

namespace vitrine::test {

/// A server with a database for a catalog of Vitrine's own. What fails aborts.
class OwnDatabase
{
public:
    explicit OwnDatabase(const QStringList &serverOptions = {}) : server(serverOptions) {}

    MariaDbServer server;

    storage::mysql::MysqlAddress owner() const { return server.owner(QStringLiteral("own")); }
    /// Drops everything; nobody may have it open.
    void empty() const;
    Result<std::unique_ptr<storage::mysql::OwnCatalog>> tryToOpen(const Clock &clock, const storage::mysql::OwnCatalog::Options &options = {}) const;
    std::unique_ptr<storage::mysql::OwnCatalog> open(const Clock &clock, const storage::mysql::OwnCatalog::Options &options = {}) const;
    /// With a deadline that a loaded machine keeps, too.
    static storage::mysql::OwnCatalog::Options patient();

    /// A connection beside the catalog's.
    std::unique_ptr<storage::mysql::MysqlConnection> session() const;
    /// The first number of an answer; -1 without one.
    qint64 ask(const QByteArray &sql) const;
};

} // namespace vitrine::test
