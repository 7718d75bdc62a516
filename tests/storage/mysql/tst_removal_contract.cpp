#include "storage/mysql/support/own_database.h"
#include "storage/support/removal_contract.h"

#include <QTest>

using namespace vitrine;
using storage::mysql::OwnCatalog;

/// The contract of every removal, on a MariaDB server.
class TestRemovalContract : public test::RemovalContract
{
    Q_OBJECT

protected:
    catalog::Catalog ports() override { return m_catalog->ports(); }
    void reopen() override
    {
        m_catalog.reset();
        m_catalog = m_database->open(m_clock, test::OwnDatabase::patient());
    }
    void settle() override { QVERIFY(m_catalog->catchUp(std::chrono::seconds(60))); }

private slots:
    void initTestCase() { m_database = std::make_unique<test::OwnDatabase>(); }
    void init()
    {
        m_database->empty();
        reopen();
        start();
    }
    void cleanup() { m_catalog.reset(); }
    void cleanupTestCase() { m_database.reset(); }

private:
    std::unique_ptr<test::OwnDatabase> m_database;
    std::unique_ptr<OwnCatalog> m_catalog;
};

QTEST_GUILESS_MAIN(TestRemovalContract)
#include "tst_removal_contract.moc"
