#include "catalog/support/sample_products.h"
#include "storage/mysql/support/own_database.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::mysql::OwnCatalog;

/// What is derived in a MariaDB catalog is broken on purpose, found, and made again; truth is left alone.
class TestOwnCheck : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_database = std::make_unique<test::OwnDatabase>(); }
    void init()
    {
        m_catalog.reset();
        m_database->empty();
        m_catalog = m_database->open(m_clock);
        QVector<Product> products;
        for (int n = 0; n < Products; ++n)
            products.append(test::sampleProduct(n));
        QVERIFY(m_catalog->ports().writer.upsert(products).ok());
        Product changed = test::sampleProduct(3);
        changed.name = QStringLiteral("changed");
        QVERIFY(m_catalog->ports().writer.upsert({changed}).ok());
        QVERIFY(m_catalog->ports().writer.remove(test::sampleProduct(4).key, {}, {}).ok());
    }
    void cleanup() { m_catalog.reset(); }
    void cleanupTestCase() { m_database.reset(); }

    void aHealthyOneIsHealthy()
    {
        qint64 told = 0;
        CheckOptions options;
        options.progress = [&](qint64 done, qint64) { told = done; };
        const auto report = check(options);
        QCOMPARE(report.found, 0);
        QCOMPARE(report.products, Products - 1);
        QCOMPARE(told, Products - 1);
        CancelToken cancel;
        cancel.request();
        options.cancel = cancel;
        QCOMPARE(m_catalog->check(options).error().code, ErrorCode::Cancelled);
    }

    void isFoundAndMadeAgain_data()
    {
        QTest::addColumn<QByteArray>("damage");
        QTest::addColumn<QString>("finding");
        QTest::newRow("digest") << QByteArray("UPDATE product SET fingerprint = x'00' WHERE id = 2") << QStringLiteral("digest");
        QTest::newRow("a value changed by hand") << QByteArray("UPDATE variant SET stock = stock + 1 WHERE product = 2 AND position = 0") << QStringLiteral("digest");
        QTest::newRow("version") << QByteArray("UPDATE product SET version = 1 WHERE id = 4") << QStringLiteral("at version 1 and its history at 2");
        QTest::newRow("count") << QByteArray("UPDATE attribute_count SET number = number + 3 LIMIT 1") << QStringLiteral("counts");
        QTest::newRow("no count") << QByteArray("DELETE FROM attribute_count WHERE attribute = 1") << QStringLiteral("counts 0 values");
        QTest::newRow("rows of none") << QByteArray("INSERT INTO price VALUES (999, 0, 0, '', 'USD', 1)") << QStringLiteral("rows are of no product");
        QTest::newRow("completeness of none") << QByteArray("INSERT INTO completeness VALUES (999, '')") << QStringLiteral("rows are of no product");
        QTest::newRow("completeness without families") << QByteArray("INSERT INTO completeness VALUES (2, x'010000000100000001000000')") << QStringLiteral("completeness");
        QTest::newRow("there and removed") << QByteArray("INSERT INTO removed VALUES (3, 'P-00002', 1, 0)") << QStringLiteral("there and removed");
    }
    void isFoundAndMadeAgain()
    {
        QFETCH(QByteArray, damage);
        QFETCH(QString, finding);
        m_database->server.execute("USE own; " + damage);
        const auto found = check({});
        QCOMPARE(found.found, 1);
        QCOMPARE(found.repaired, 0);
        const Error &error = found.findings.first().error;
        QVERIFY2(error.what.contains(finding) && !error.where.isEmpty() && error.remedy.contains(u"--repair"), qPrintable(error.toString()));
        CheckOptions repair;
        repair.repair = true;
        const auto repaired = check(repair);
        QCOMPARE(repaired.found, 1);
        QCOMPARE(repaired.repaired, 1);
        QCOMPARE(check({}).found, 0);
        // And it can be written on.
        QVERIFY(m_catalog->ports().writer.edit({test::sampleProduct(1).key, Edit::Field::Name, {}, {}, Value(QStringLiteral("on")), {}}).ok());
        QCOMPARE(check({}).found, 0);
    }

    void truthIsNotGuessed_data()
    {
        QTest::addColumn<QByteArray>("damage");
        QTest::addColumn<QString>("finding");
        QTest::newRow("no option") << QByteArray("DELETE FROM attribute_option WHERE id = (SELECT whole FROM value JOIN attribute a ON a.id = attribute "
                                                 "WHERE a.type = 4 AND product = 2 LIMIT 1)")
                                   << QStringLiteral("names");
        QTest::newRow("no history") << QByteArray("DELETE FROM history WHERE product = 4 AND version = 2") << QStringLiteral("history ends at 1");
    }
    void truthIsNotGuessed()
    {
        QFETCH(QByteArray, damage);
        QFETCH(QString, finding);
        m_database->server.execute("USE own; " + damage);
        CheckOptions repair;
        repair.repair = true;
        const auto report = check(repair);
        QVERIFY(report.found > 0);
        QCOMPARE(report.repaired, 0);
        for (const CheckFinding &each : report.findings)
            QVERIFY2(each.error.what.contains(finding) && each.error.remedy.contains(u"backup"), qPrintable(each.error.toString()));
        QCOMPARE(check({}).found, report.found);
    }

    void aMissingOriginalIsTold()
    {
        CheckOptions options;
        options.hasOriginal = [](const QString &) { return false; };
        const auto report = check(options);
        QVERIFY(report.found > 0);
        QCOMPARE(report.findings.first().error.code, ErrorCode::NotFound);
    }

    void whatIsBeingWrittenIsNoFault()
    {
        std::atomic_bool stop{false};
        std::atomic<int> failed{0}, rounds{0};
        std::thread writer([&] {
            for (int n = 0; !stop; ++n, ++rounds) {
                QVector<Product> products;
                for (int i = 0; i < 5; ++i) {
                    Product product = test::sampleProduct(i * 3);
                    product.variants[0].stock = n;
                    product.attributes.append({QStringLiteral("round"), 1.0 * n, {}});
                    products.append(product);
                }
                failed += !m_catalog->ports().writer.upsert(products).ok();
            }
        });
        CheckOptions repair;
        repair.repair = true;
        qint64 found = 0;
        for (int round = 0; round < 10 || rounds < 10; ++round)
            found += check(repair).found;
        stop = true;
        writer.join();
        QCOMPARE(failed.load(), 0);
        QCOMPARE(found, 0);
        QCOMPARE(check({}).found, 0);
    }

private:
    static constexpr int Products = 30;

    CheckReport check(const CheckOptions &options)
    {
        const auto report = m_catalog->check(options);
        if (!report)
            qFatal("%s", qPrintable(report.error().toString()));
        return *report;
    }

    SystemClock m_clock;
    std::unique_ptr<test::OwnDatabase> m_database;
    std::unique_ptr<OwnCatalog> m_catalog;
};

QTEST_GUILESS_MAIN(TestOwnCheck)
#include "tst_own_check.moc"
