#include "catalog/support/sample_products.h"
#include "storage/sqlite/schema.h"
#include "storage/sqlite/sqlite_catalog.h"
#include "storage/support/history_contract.h"

#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;

/// The contract of every history, on catalog.db, and what is its own.
class TestHistory : public test::HistoryContract
{
    Q_OBJECT

protected:
    Catalog ports() override { return m_catalog->ports(); }
    void reopen() override
    {
        m_catalog.reset();
        auto opened = SqliteCatalog::open(m_dir->path(), {0, &m_clock});
        QVERIFY2(opened.ok(), opened.ok() ? "" : qPrintable(opened.error().toString()));
        m_catalog = std::move(opened).value();
    }

private slots:
    void init()
    {
        m_catalog.reset();
        m_dir = std::make_unique<QTemporaryDir>();
        reopen();
    }
    void cleanup() { m_catalog.reset(); }

    void oldCatalogIsBroughtUpToDate();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<SqliteCatalog> m_catalog;
};

void TestHistory::oldCatalogIsBroughtUpToDate()
{
    fill(2);
    Product stored = product(1);
    for (ImageRef &image : stored.images)
        image.focus.reset(); // there were none
    m_catalog.reset();
    // As version 1 left it: readable text, without sets.
    sqlite3 *database = nullptr;
    QCOMPARE(sqlite3_open(qPrintable(m_dir->filePath(QStringLiteral("catalog.db"))), &database), SQLITE_OK);
    const char *sql = R"(
        DROP INDEX image_by_focus; ALTER TABLE image DROP COLUMN focus_x; ALTER TABLE image DROP COLUMN focus_y;
        DROP TABLE families; DROP TABLE completeness; DROP TABLE removed; DROP INDEX history_by_product; DROP INDEX history_by_set; DROP TABLE change_set; DROP TABLE change_refused;
        DELETE FROM history; ALTER TABLE history DROP COLUMN sku; ALTER TABLE history DROP COLUMN change_set;
        INSERT INTO history (at_ms, product, version, field, code, channel, locale, previous, current) VALUES
            (1, 2, 2, 'name', '', '', '', 'say "hi"', 'new'),
            (2, 2, 3, 'attribute', 'weight', '', '', '12.5', NULL),
            (3, 2, 4, 'attribute', 'brand', '', '', 'acme', 'hp'),
            (4, 2, 5, 'attribute', 'description', '', 'th_TH', NULL, 'text'),
            (5, 2, 6, 'stock', 'P-00001-M', '', '', '3', '4'),
            (6, 2, 7, 'price', 'SG', '', '', '1250', '1300');
        PRAGMA user_version=1;)";
    char *error = nullptr;
    QVERIFY2(sqlite3_exec(database, sql, nullptr, nullptr, &error) == SQLITE_OK, error);
    sqlite3_close(database);
    reopen();
    if (QTest::currentTestFailed())
        return;
    QVERIFY(product(1) == stored);
    const auto entries = *history().ofProduct(stored.key, 10, 0);
    QCOMPARE(entries.size(), 6);
    const auto change = [&](int age) { return entries[5 - age].change; };
    QCOMPARE(change(0).before, QJsonValue(QStringLiteral("say \"hi\"")));
    QCOMPARE(change(1).before, QJsonValue(12.5));
    QVERIFY(change(1).after.isUndefined());
    QVERIFY(valueFromJson(change(2).before) == Value(OptionCode(QStringLiteral("acme"))));
    QVERIFY(change(3).before.isUndefined());
    QCOMPARE(change(4).place.sku, QStringLiteral("P-00001-M"));
    QCOMPARE(change(5).before, QJsonValue(1250));
    QCOMPARE(run(history().beginRestore(entries[5].id, {})).changed, 1);
    QCOMPARE(product(1).name, QStringLiteral("say \"hi\""));
}

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
