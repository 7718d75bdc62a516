#include "storage/mysql/support/own_database.h"
#include "storage/support/writer_contract.h"

#include <QTest>

using namespace vitrine;
using storage::mysql::OwnCatalog;

/// The contract of every writer, on a MariaDB server.
class TestWriterContract : public test::WriterContract
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
    }
    void cleanup() { m_catalog.reset(); }
    void cleanupTestCase() { m_database.reset(); }

private:
    SystemClock m_clock;
    std::unique_ptr<test::OwnDatabase> m_database;
    std::unique_ptr<OwnCatalog> m_catalog;
};

QTEST_GUILESS_MAIN(TestWriterContract)
#include "tst_writer_contract.moc"
