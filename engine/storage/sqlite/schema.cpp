#include "storage/sqlite/schema.h"

#include "storage/sqlite/statement.h"

#include <sqlite3.h>

namespace vitrine::storage::sqlite {

namespace {

// Values are typed by their attribute; each is in the column of its kind: `text` for text, `number` for
// numbers, `whole` for booleans (0, 1), dates (Julian day) and options (option.id). Rows lie together by
// product, so that reading a product is one walk; `variant` 0 is the product itself, n its n-th variant.
constexpr char TruthTables[] = R"(
CREATE TABLE attribute (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, label TEXT NOT NULL, unit TEXT NOT NULL,
    type INTEGER, value_count INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE attribute_option (id INTEGER PRIMARY KEY, attribute INTEGER NOT NULL REFERENCES attribute, code TEXT NOT NULL,
    label TEXT NOT NULL, UNIQUE (attribute, code)) STRICT;
CREATE TABLE category (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE scope (id INTEGER PRIMARY KEY, channel TEXT NOT NULL, locale TEXT NOT NULL, UNIQUE (channel, locale)) STRICT;
CREATE TABLE product (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, sort_name BLOB NOT NULL,
    version INTEGER NOT NULL, updated_ms INTEGER NOT NULL, fingerprint BLOB NOT NULL,
    brand INTEGER, price_channel TEXT, price_currency TEXT, price_minor INTEGER, stock INTEGER NOT NULL,
    image TEXT, image_width INTEGER, image_height INTEGER) STRICT;
CREATE INDEX product_by_name ON product (sort_name);
CREATE TABLE product_category (product INTEGER NOT NULL, position INTEGER NOT NULL, category INTEGER NOT NULL,
    PRIMARY KEY (product, position)) STRICT, WITHOUT ROWID;
CREATE TABLE value (product INTEGER NOT NULL, variant INTEGER NOT NULL, position INTEGER NOT NULL,
    attribute INTEGER NOT NULL, scope INTEGER NOT NULL, text TEXT, number REAL, whole INTEGER,
    PRIMARY KEY (product, variant, position)) STRICT, WITHOUT ROWID;
CREATE TABLE variant (product INTEGER NOT NULL, position INTEGER NOT NULL, sku TEXT NOT NULL, stock INTEGER NOT NULL,
    PRIMARY KEY (product, position)) STRICT, WITHOUT ROWID;
CREATE TABLE price (product INTEGER NOT NULL, variant INTEGER NOT NULL, position INTEGER NOT NULL,
    channel TEXT NOT NULL, currency TEXT NOT NULL, minor INTEGER NOT NULL,
    PRIMARY KEY (product, variant, position)) STRICT, WITHOUT ROWID;
CREATE TABLE image (product INTEGER NOT NULL, position INTEGER NOT NULL, image TEXT NOT NULL, width INTEGER NOT NULL,
    height INTEGER NOT NULL, PRIMARY KEY (product, position)) STRICT, WITHOUT ROWID;
CREATE TABLE history (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, product INTEGER NOT NULL, version INTEGER NOT NULL,
    field TEXT NOT NULL, code TEXT NOT NULL, channel TEXT NOT NULL, locale TEXT NOT NULL, previous TEXT, current TEXT) STRICT;
CREATE TABLE change (seq INTEGER PRIMARY KEY AUTOINCREMENT, product INTEGER NOT NULL) STRICT;
CREATE TABLE trimmed (seq INTEGER NOT NULL) STRICT;
INSERT INTO trimmed VALUES (0);
CREATE VIRTUAL TABLE product_text USING fts5 (name, key, brand, categories, body,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
)";

constexpr char CardTables[] = R"(
CREATE TABLE IF NOT EXISTS card (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS applied (seq INTEGER NOT NULL) STRICT;
)";

qint64 pragma(sqlite3 *database, const char *sql)
{
    Statement statement(database, sql);
    const qint64 value = statement.step() ? statement.integer(0) : 0;
    return value;
}

} // namespace

void prepareTruth(sqlite3 *database)
{
    const QString file = QString::fromUtf8(sqlite3_db_filename(database, "main"));
    const qint64 version = pragma(database, "PRAGMA user_version");
    if (version == TruthVersion)
        return;
    if (version > TruthVersion)
        throw SqliteFailure{
            {ErrorCode::Conflict,
             QStringLiteral("the catalog was written by a newer Vitrine (its format is %1, this "
                            "program knows %2)")
                 .arg(version)
                 .arg(TruthVersion),
             file, QStringLiteral("Open it with that version, or choose another data directory")}};
    if (pragma(database, "SELECT count(*) FROM sqlite_schema") > 0)
        throw SqliteFailure{{ErrorCode::Corrupt, QStringLiteral("this database is not a Vitrine catalog"),
                             file, QStringLiteral("Choose another data directory, or move the file away")}};
    execute(database, "BEGIN IMMEDIATE");
    execute(database, TruthTables);
    execute(database, "PRAGMA user_version=1");
    execute(database, "COMMIT");
}

bool prepareCards(sqlite3 *database)
{
    const qint64 version = pragma(database, "PRAGMA user_version");
    if (version == CardsVersion)
        return true;
    if (version != 0 || pragma(database, "SELECT count(*) FROM sqlite_schema") > 0)
        return false;
    execute(database, "BEGIN IMMEDIATE");
    execute(database, CardTables);
    execute(database, "INSERT INTO applied VALUES (0)");
    execute(database, "PRAGMA user_version=1");
    execute(database, "COMMIT");
    return true;
}

} // namespace vitrine::storage::sqlite
