#include "catalog/history.h"
#include "storage/sqlite/sqlite_catalog.h"
#include "storage/sqlite/statement.h"
#include "storage/support/family_contract.h"

#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;

/// The contract of every store's families on a data directory, and what is particular to its files.
class TestFamilies : public test::FamilyContract
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<SqliteCatalog> m_catalog;

    void open(qint64 indexSavedFrom)
    {
        m_catalog.reset();
        storage::sqlite::Options options;
        options.clock = &m_clock;
        options.indexSavedFrom = indexSavedFrom;
        auto opened = SqliteCatalog::open(m_dir->path(), options);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().toString()));
        m_catalog = *std::move(opened);
    }
    /// On the file of the catalog, which is closed meanwhile.
    void execute(const char *sql)
    {
        m_catalog.reset();
        sqlite3 *handle = nullptr;
        if (sqlite3_open((m_dir->path() + QStringLiteral("/catalog.db")).toUtf8().constData(), &handle) != SQLITE_OK)
            qFatal("cannot open");
        storage::sqlite::execute(handle, sql);
        sqlite3_close(handle);
        reopen();
    }

protected:
    Catalog ports() override { return m_catalog->ports(); }
    void reopen() override { open(20'000); }
    Result<CheckReport> check(const CheckOptions &options) override { return m_catalog->check(options); }
    void damage() override
    {
        execute("UPDATE completeness SET counts = (SELECT counts FROM completeness WHERE product = 2) WHERE product = 1; "
                "DELETE FROM completeness WHERE product = 3");
    }

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        reopen();
    }
    void cleanup() { m_catalog.reset(); }

    void aSavedIndexKnowsIt()
    {
        open(1);
        fill();
        QVERIFY(found("weight", "*").size() > 0); // the index is there
        open(1);
        declare();
        QVERIFY(edit(1, "weight", Value(3.0)).ok());
        open(1);
        agrees();
        declare(declaration("[[attribute]]\ncode = \"size\"\n"));
        open(1);
        agrees();
    }

    void aFileOfVersion4IsBroughtUp()
    {
        fill();
        const Product before = *ports().products.product(keyOf(4));
        execute("DROP TABLE families; DROP TABLE completeness; PRAGMA user_version=4"); // as version 4 left it
        QCOMPARE(*ports().products.product(keyOf(4)), before);
        QCOMPARE(ports().history->ofProduct(keyOf(4), 10, 0)->size(), 1);
        QCOMPARE(ports().search.productCount(), Products);
        declare();
        agrees();
    }
};

QTEST_GUILESS_MAIN(TestFamilies)
#include "tst_families.moc"
