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

// Version 2: a history of everything, in JSON, by sets. Before it only single edits were kept, as readable text.
constexpr char ToVersion2[] = R"(
ALTER TABLE history ADD COLUMN sku TEXT NOT NULL DEFAULT '';
ALTER TABLE history ADD COLUMN change_set INTEGER;
UPDATE history SET sku = code, code = '' WHERE field = 'stock';
UPDATE history SET previous = json_quote(previous), current = json_quote(current) WHERE field = 'name';
UPDATE history SET
    previous = CASE WHEN previous IS NULL THEN NULL WHEN kind = 0 THEN json_quote(previous)
        WHEN kind = 3 THEN json_object('date', previous) WHEN kind = 4 THEN json_object('option', previous)
        ELSE previous END,
    current = CASE WHEN current IS NULL THEN NULL WHEN kind = 0 THEN json_quote(current)
        WHEN kind = 3 THEN json_object('date', current) WHEN kind = 4 THEN json_object('option', current)
        ELSE current END
    FROM (SELECT code AS of_code, coalesce(type, 0) AS kind FROM attribute) WHERE field = 'attribute' AND code = of_code;
CREATE INDEX history_by_product ON history (product, id);
CREATE INDEX history_by_set ON history (change_set, id) WHERE change_set IS NOT NULL;
CREATE TABLE change_set (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind TEXT NOT NULL, author TEXT NOT NULL,
    reason TEXT NOT NULL, what TEXT NOT NULL, spec TEXT NOT NULL, selection BLOB, position INTEGER NOT NULL DEFAULT 0,
    products INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0, finished INTEGER NOT NULL DEFAULT 0, undoes INTEGER NOT NULL DEFAULT 0,
    undone_by INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE change_refused (change_set INTEGER NOT NULL, product INTEGER NOT NULL, what TEXT NOT NULL,
    place TEXT NOT NULL, PRIMARY KEY (change_set, product)) STRICT, WITHOUT ROWID;
PRAGMA user_version=2;
)";

// Version 3: products can be removed. Their numbers are never given to others: histories and lists name them.
constexpr char ToVersion3[] = R"(
CREATE TABLE removed (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
    at_ms INTEGER NOT NULL) STRICT;
PRAGMA user_version=3;
)";

// Version 4: what of a picture has to stay when it is cropped.
constexpr char ToVersion4[] = R"(
ALTER TABLE image ADD COLUMN focus_x REAL;
ALTER TABLE image ADD COLUMN focus_y REAL;
CREATE INDEX image_by_focus ON image (image) WHERE focus_x IS NOT NULL;
PRAGMA user_version=4;
)";

// Version 5: families, in their TOML form, and how far products were counted by them; of each product of a family how
// complete it is (DeclaredFamilies::stored), which is derived.
constexpr char ToVersion5[] = R"(
CREATE TABLE families (id INTEGER PRIMARY KEY CHECK (id = 1), generation INTEGER NOT NULL, declaration TEXT NOT NULL,
    counted INTEGER NOT NULL, count_to INTEGER NOT NULL) STRICT;
INSERT INTO families VALUES (1, 0, '', 0, 0);
CREATE TABLE completeness (product INTEGER PRIMARY KEY, counts BLOB NOT NULL) STRICT;
PRAGMA user_version=5;
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
    if (version == 0 && pragma(database, "SELECT count(*) FROM sqlite_schema") > 0)
        throw SqliteFailure{{ErrorCode::Corrupt, QStringLiteral("this database is not a Vitrine catalog"),
                             file, QStringLiteral("Choose another data directory, or move the file away")}};
    execute(database, "BEGIN IMMEDIATE");
    try {
        if (version == 0)
            execute(database, TruthTables);
        if (version < 2)
            execute(database, ToVersion2);
        if (version < 3)
            execute(database, ToVersion3);
        if (version < 4)
            execute(database, ToVersion4);
        execute(database, ToVersion5);
        execute(database, "COMMIT");
    } catch (...) {
        sqlite3_exec(database, "ROLLBACK", nullptr, nullptr, nullptr);
        throw;
    }
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
