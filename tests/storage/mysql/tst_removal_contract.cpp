#include "storage/mysql/own_catalog.h"
#include "storage/mysql/support/mariadb_server.h"
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
        auto opened = OwnCatalog::open(m_server->owner(QStringLiteral("own")), {}, m_clock);
        QVERIFY2(opened.ok(), opened.ok() ? "" : qPrintable(opened.error().toString()));
        m_catalog = *std::move(opened);
    }
    void settle() override { QVERIFY(m_catalog->catchUp(std::chrono::seconds(60))); }

private slots:
    void initTestCase() { m_server = std::make_unique<test::MariaDbServer>(); }
    void init()
    {
        m_server->execute("DROP DATABASE IF EXISTS own; CREATE DATABASE own");
        reopen();
        start();
    }
    void cleanup() { m_catalog.reset(); }
    void cleanupTestCase() { m_server.reset(); }

private:
    std::unique_ptr<test::MariaDbServer> m_server;
    std::unique_ptr<OwnCatalog> m_catalog;
};

QTEST_GUILESS_MAIN(TestRemovalContract)
#include "tst_removal_contract.moc"
