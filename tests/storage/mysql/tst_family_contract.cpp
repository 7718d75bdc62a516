#include "storage/mysql/support/own_database.h"
#include "storage/support/family_contract.h"

#include <QTest>

using namespace vitrine;
using storage::mysql::OwnCatalog;

/// The contract of every store's families, on a MariaDB server.
class TestFamilyContract : public test::FamilyContract
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
    Result<catalog::CheckReport> check(const catalog::CheckOptions &options) override { return m_catalog->check(options); }
    void damage() override
    {
        m_database->server.execute("USE own; UPDATE completeness SET counts = (SELECT counts FROM completeness WHERE product = 2) WHERE product = 1; "
                                   "DELETE FROM completeness WHERE product = 3");
    }

private slots:
    void initTestCase() { m_database = std::make_unique<test::OwnDatabase>(); }
    void init()
    {
        m_catalog.reset();
        m_database->empty();
        reopen();
    }
    void cleanup() { m_catalog.reset(); }
    void cleanupTestCase() { m_database.reset(); }

private:
    std::unique_ptr<test::OwnDatabase> m_database;
    std::unique_ptr<OwnCatalog> m_catalog;
};

QTEST_GUILESS_MAIN(TestFamilyContract)
#include "tst_family_contract.moc"
