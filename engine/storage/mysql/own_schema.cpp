#include "storage/mysql/own_schema.h"

#include "base/log.h"

#include <QVersionNumber>

#include <algorithm>

namespace vitrine::storage::mysql {

namespace {

constexpr char OldestServer[] = "10.5";
constexpr int LockSeconds = 20;

// Version 1. As in catalog.db (storage/sqlite/schema.cpp), by which resources/descriptions/vitrine.toml reads both. Texts compare
// byte by byte, trailing spaces included. Numbers of products are never given again. `attribute_count` is spread over
// shards, so that two writers seldom wait for each other's counts; `change_log` tells other processes what to look at:
// `products` is what the catalog has gained, `token` names the transaction.
constexpr const char *Tables[] = {
    R"(CREATE TABLE attribute (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, code VARCHAR(128) NOT NULL UNIQUE,
        label TEXT NOT NULL, unit VARCHAR(128) NOT NULL DEFAULT '', type INT NULL))",
    R"(CREATE TABLE attribute_count (attribute INT NOT NULL, shard INT NOT NULL, number BIGINT NOT NULL,
        PRIMARY KEY (attribute, shard)))",
    R"(CREATE TABLE attribute_option (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, attribute INT NOT NULL,
        code VARCHAR(128) NOT NULL, label TEXT NOT NULL, UNIQUE (attribute, code)))",
    R"(CREATE TABLE category (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, path VARCHAR(700) NOT NULL UNIQUE))",
    R"(CREATE TABLE scope (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, channel VARCHAR(64) NOT NULL,
        locale VARCHAR(64) NOT NULL, UNIQUE (channel, locale)))",
    R"(CREATE TABLE product (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, "key" VARCHAR(128) NOT NULL UNIQUE,
        name MEDIUMTEXT NOT NULL, version INT NOT NULL, updated_ms BIGINT NOT NULL, fingerprint VARBINARY(64) NOT NULL))",
    R"(CREATE TABLE removed (id INT NOT NULL PRIMARY KEY, "key" VARCHAR(128) NOT NULL UNIQUE, version INT NOT NULL,
        at_ms BIGINT NOT NULL))",
    R"(CREATE TABLE product_category (product INT NOT NULL, position INT NOT NULL, category INT NOT NULL,
        PRIMARY KEY (product, position)))",
    R"(CREATE TABLE "value" (product INT NOT NULL, variant INT NOT NULL, position INT NOT NULL, attribute INT NOT NULL,
        scope INT NOT NULL, text MEDIUMTEXT NULL, number DOUBLE NULL, whole BIGINT NULL,
        PRIMARY KEY (product, variant, position)))",
    R"(CREATE TABLE variant (product INT NOT NULL, position INT NOT NULL, sku VARCHAR(128) NOT NULL, stock BIGINT NOT NULL,
        PRIMARY KEY (product, position)))",
    R"(CREATE TABLE price (product INT NOT NULL, variant INT NOT NULL, position INT NOT NULL, channel VARCHAR(64) NOT NULL,
        currency VARCHAR(3) NOT NULL, minor BIGINT NOT NULL, PRIMARY KEY (product, variant, position)))",
    R"(CREATE TABLE image (product INT NOT NULL, position INT NOT NULL, image VARCHAR(128) NOT NULL, width INT NOT NULL,
        height INT NOT NULL, focus_x DOUBLE NULL, focus_y DOUBLE NULL, PRIMARY KEY (product, position)))",
    R"(CREATE TABLE history (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, at_ms BIGINT NOT NULL, product INT NOT NULL,
        version INT NOT NULL, field VARCHAR(32) NOT NULL, code VARCHAR(128) NOT NULL, channel VARCHAR(64) NOT NULL,
        locale VARCHAR(64) NOT NULL, previous LONGTEXT NULL, current LONGTEXT NULL, sku VARCHAR(128) NOT NULL,
        change_set BIGINT NULL, KEY history_by_product (product, id), KEY history_by_set (change_set, id)))",
    R"(CREATE TABLE change_set (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, at_ms BIGINT NOT NULL, kind VARCHAR(32) NOT NULL,
        author TEXT NOT NULL, reason TEXT NOT NULL, what TEXT NOT NULL, products BIGINT NOT NULL))",
    R"(CREATE TABLE change_log (seq BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, product INT NOT NULL, products INT NOT NULL,
        at_ms BIGINT NOT NULL, token BIGINT NOT NULL, KEY change_by_token (token)))",
};

// Version 2: changes that are made product by product and can be taken back. Each statement may run again: whoever finds
// this half made goes on with it. The defaults are for processes of version 1 that still write.
constexpr const char *ToVersion2[] = {
    R"(ALTER TABLE change_set ADD COLUMN IF NOT EXISTS spec LONGTEXT NOT NULL DEFAULT '',
        ADD COLUMN IF NOT EXISTS selection LONGBLOB NULL, ADD COLUMN IF NOT EXISTS position INT NOT NULL DEFAULT 0,
        ADD COLUMN IF NOT EXISTS done BIGINT NOT NULL DEFAULT 0, ADD COLUMN IF NOT EXISTS changed BIGINT NOT NULL DEFAULT 0,
        ADD COLUMN IF NOT EXISTS refused BIGINT NOT NULL DEFAULT 0, ADD COLUMN IF NOT EXISTS finished INT NOT NULL DEFAULT 1,
        ADD COLUMN IF NOT EXISTS undoes BIGINT NOT NULL DEFAULT 0, ADD COLUMN IF NOT EXISTS undone_by BIGINT NOT NULL DEFAULT 0)",
    R"(CREATE TABLE IF NOT EXISTS change_refused (change_set BIGINT NOT NULL, product INT NOT NULL, what TEXT NOT NULL,
        place TEXT NOT NULL, PRIMARY KEY (change_set, product)) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin)",
    "UPDATE change_set SET done = products, changed = products WHERE selection IS NULL AND done = 0",
};

// Version 3: families, in their TOML form; whoever writes products holds their row. How far products were counted by them
// is in a row of its own, which whoever counts holds. Of each product of a family how complete it is
// (DeclaredFamilies::stored), which is derived.
constexpr const char *ToVersion3[] = {
    R"(CREATE TABLE IF NOT EXISTS families (one INT NOT NULL PRIMARY KEY, generation BIGINT NOT NULL, declaration LONGTEXT NOT NULL)
        ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin)",
    R"(CREATE TABLE IF NOT EXISTS family_count (one INT NOT NULL PRIMARY KEY, counted BIGINT NOT NULL, count_to BIGINT NOT NULL)
        ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin)",
    R"(CREATE TABLE IF NOT EXISTS completeness (product INT NOT NULL PRIMARY KEY, counts MEDIUMBLOB NOT NULL)
        ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin)",
    "INSERT IGNORE INTO families VALUES (1, 0, '')",
    "INSERT IGNORE INTO family_count VALUES (1, 0, 0)",
};

Error conflict(const MysqlConnection &connection, const QString &what, const QString &remedy)
{
    return {ErrorCode::Conflict, what, connection.place(), remedy};
}

/// The version that is there, or that was begun and never finished.
struct Found
{
    int tables = 0;
    bool hasVersion = false;
    int version = 0;
    int begun = 0;
};

Result<Found> look(MysqlConnection &connection)
{
    const auto names = connection.ask("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()");
    if (!names)
        return names.error();
    Found found;
    found.tables = int(names->rows());
    for (size_t row = 0; row < names->rows(); ++row)
        found.hasVersion = found.hasVersion || plan::textOf(names->at(row, 0)) == "vitrine_schema";
    if (!found.hasVersion)
        return found;
    const auto version = connection.ask("SELECT version, begun FROM vitrine_schema");
    if (!version)
        return version.error();
    if (version->rows() == 1) {
        found.version = int(plan::wholeOf(version->at(0, 0)));
        found.begun = int(plan::wholeOf(version->at(0, 1)));
    }
    return found;
}

Status runAll(MysqlConnection &connection, const QByteArrayList &statements)
{
    for (const QByteArray &statement : statements) {
        if (const auto made = connection.ask(statement); !made)
            return made.error();
    }
    return Done{};
}

/// From the version that is there; `begun` says until the end that this is under way.
QByteArrayList stepsFrom(int version)
{
    QByteArrayList steps{"UPDATE vitrine_schema SET begun = " + QByteArray::number(OwnSchemaVersion)};
    if (version < 2) {
        for (const char *step : ToVersion2)
            steps.append(step);
    }
    if (version < 3) {
        for (const char *step : ToVersion3)
            steps.append(step);
    }
    steps.append("UPDATE vitrine_schema SET version = begun");
    return steps;
}

Status make(MysqlConnection &connection)
{
    constexpr char Kind[] = " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin";
    QByteArrayList statements{
        QByteArray("CREATE TABLE vitrine_schema (one INT NOT NULL PRIMARY KEY, version INT NOT NULL, begun INT NOT NULL)") + Kind,
        "INSERT INTO vitrine_schema VALUES (1, 0, " + QByteArray::number(OwnSchemaVersion) + ')'};
    for (const char *table : Tables)
        statements.append(QByteArray(table) + Kind);
    statements.append("INSERT INTO scope (channel, locale) VALUES ('', '')");
    return runAll(connection, statements + stepsFrom(1));
}

Status judge(MysqlConnection &connection, const Found &found)
{
    if (!found.hasVersion && found.tables > 0)
        return conflict(connection, QStringLiteral("this database holds tables that are not Vitrine's"),
                        QStringLiteral("Name an empty database in catalog.url; to read a shop's, name its description in catalog.description"));
    if (!found.hasVersion)
        return make(connection);
    if (found.version == 0)
        return conflict(connection, QStringLiteral("the catalog's tables are half made: their making was interrupted"),
                        QStringLiteral("Nothing is in them yet: drop and create the database, and start again"));
    if (std::max(found.version, found.begun) > OwnSchemaVersion)
        return conflict(connection,
                        QStringLiteral("the catalog was written by a newer Vitrine (its format is %1, this program knows %2)%3")
                            .arg(std::max(found.version, found.begun))
                            .arg(OwnSchemaVersion)
                            .arg(found.begun == found.version ? QString() : QStringLiteral(", which was interrupted while it changed the tables")),
                        QStringLiteral("Open it with that version, or name another database"));
    if (found.version == OwnSchemaVersion)
        return Done{};
    if (found.begun != found.version)
        qCWarning(log::catalog) << "the change of the catalog's tables from format" << found.version << "to" << found.begun
                                << "was interrupted; it is gone on with";
    return runAll(connection, stepsFrom(found.version));
}

} // namespace

Status prepareOwnSchema(MysqlConnection &connection)
{
    const QString server = connection.serverName();
    const auto version = QVersionNumber::fromString(server.section(u' ', 1));
    if (!server.startsWith(u"MariaDB") || version < QVersionNumber::fromString(QLatin1String(OldestServer)))
        return Error{ErrorCode::UnsupportedType, QStringLiteral("a catalog of Vitrine's own cannot live in %1").arg(server), connection.place(),
                     QStringLiteral("Use MariaDB %1 or newer, or the catalog in the data directory").arg(QLatin1String(OldestServer))};
    // One process at a time: what is half made and nobody's was interrupted.
    const auto locked = connection.ask("SELECT GET_LOCK(CONCAT('vitrine:', DATABASE()), " + QByteArray::number(LockSeconds) + ")");
    if (!locked)
        return locked.error();
    if (plan::wholeOf(locked->at(0, 0)) != 1)
        return Error{ErrorCode::Overloaded, QStringLiteral("another process is making the catalog's tables"), connection.place(),
                     QStringLiteral("Try again when it has finished")};
    const auto found = look(connection);
    Status status = found ? judge(connection, *found) : found.error();
    if (status) {
        if (const auto released = connection.ask("SELECT RELEASE_LOCK(CONCAT('vitrine:', DATABASE()))"); !released)
            return released.error();
    }
    return status; // a refused connection is closed, and lets go of the lock so
}

} // namespace vitrine::storage::mysql
