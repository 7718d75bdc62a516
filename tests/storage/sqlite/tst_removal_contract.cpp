#include "storage/sqlite/sqlite_catalog.h"
#include "storage/support/removal_contract.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using storage::sqlite::SqliteCatalog;

/// The contract of every removal, on catalog.db.
class TestRemovalContract : public test::RemovalContract
{
    Q_OBJECT

protected:
    catalog::Catalog ports() override { return m_catalog->ports(); }
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
        start();
    }
    void cleanup() { m_catalog.reset(); }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<SqliteCatalog> m_catalog;
};

QTEST_GUILESS_MAIN(TestRemovalContract)
#include "tst_removal_contract.moc"
