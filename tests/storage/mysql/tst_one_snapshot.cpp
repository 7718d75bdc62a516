#include "catalog/plan/card_source.h"
#include "catalog/plan/support/without_snapshot.h"
#include "storage/mysql/mysql_backend.h"
#include "storage/mysql/support/mariadb_server.h"
#include "storage/mysql/support/pair.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace vitrine;

namespace {

/// A pair with a version that every write counts.
QByteArray versioned()
{
    return QByteArray(test::PairDescription)
        .replace("name = \"half\" }",
                 "name = \"half\", version = { column = \"version\", type = \"whole\" } }")
        .replace("root = \"product\"\n", "root = \"product\"\nversion = \"version\"\n");
}

} // namespace

/// While a writer changes both halves of a product at full speed, no reader sees one half of one write and
/// the other half of another; with the mechanism switched off, it does.
class TestOneSnapshot : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_server = std::make_unique<test::MariaDbServer>();
        m_server->execute("CREATE DATABASE pairs; USE pairs; CREATE TABLE product (id int PRIMARY KEY, sku "
                          "varchar(64) UNIQUE, half varchar(20), version int NOT NULL);"
                          "CREATE TABLE stock (product_id int PRIMARY KEY, half int NOT NULL); INSERT INTO "
                          "product VALUES (1, 'P', '0', 0); INSERT INTO stock VALUES (1, 0);"
                          "CREATE PROCEDURE spin(n int) BEGIN DECLARE i int DEFAULT 0; WHILE i < n DO SET i "
                          "= i + 1; START TRANSACTION;"
                          " UPDATE product SET half = half + 1, version = version + 1 WHERE id = 1; UPDATE "
                          "stock SET half = half + 1 WHERE product_id = 1; COMMIT; END WHILE; END");
        auto backend = storage::mysql::MysqlBackend::open(m_server->reader(QStringLiteral("pairs")));
        QVERIFY2(backend.ok(), backend ? "" : qPrintable(backend.error().toString()));
        m_backend = *std::move(backend);
        m_writer = std::thread([this] {
            while (!m_stop)
                m_server->execute("CALL pairs.spin(500)");
        });
    }
    void cleanupTestCase()
    {
        m_stop = true;
        m_writer.join();
        m_backend.reset();
        m_server.reset();
    }

    void noneIsTorn_data()
    {
        QTest::addColumn<int>("way");
        QTest::newRow("batch") << int(plan::Way::Batch);
        QTest::newRow("auto") << int(plan::Way::Auto);
        QTest::newRow("serial") << int(plan::Way::Serial);
        QTest::newRow("scatter") << int(plan::Way::Scatter);
    }
    void noneIsTorn()
    {
        QFETCH(int, way);
        const auto source = open(*m_backend, test::PairDescription);
        plan::RunOptions options;
        options.way = plan::Way(way);
        int torn = 0, tries = 0, shared = 0;
        QSet<QString> seen;
        QElapsedTimer timer;
        timer.start();
        int reads = 0;
        for (; reads < 3'000 && (timer.elapsed() < 20'000 || seen.size() < 20); ++reads) {
            const auto reading = source->read({ProductKey(QStringLiteral("P"))}, options);
            QVERIFY2(reading.ok(), reading ? "" : qPrintable(reading.error().toString()));
            torn += isTorn(*reading);
            tries += reading->fetched.snapshotTries;
            shared += reading->fetched.lanes > 1;
            seen.insert(reading->products.at(0).product.name);
        }
        qInfo("%d reads of %lld states, %d over several connections, %.2f tries each: %d torn", reads,
              static_cast<long long>(seen.size()), shared, double(tries) / reads, torn);
        QCOMPARE(torn, 0);
        QVERIFY(seen.size() >= 20); // the writer was at it
    }

    /// The server mixes up the positions of those that ask at the same time, as monitors do: of what is
    /// committed, and of a snapshot that they hold.
    void aMonitorDoesNotMakeTwoSnapshotsOne()
    {
        std::atomic_bool isDone{false};
        std::thread monitor([&] {
            while (!isDone)
                m_server->execute(QByteArray("SHOW GLOBAL STATUS LIKE 'binlog_snapshot_%';").repeated(200));
        });
        const auto end = qScopeGuard([&] {
            isDone = true;
            monitor.join();
        });
        const auto source = open(*m_backend, test::PairDescription);
        plan::RunOptions options;
        options.way = plan::Way::Scatter;
        int torn = 0, shared = 0, reads = 0;
        QElapsedTimer timer;
        for (timer.start(); reads < 1'000 && (timer.elapsed() < 20'000 || shared == 0); ++reads) {
            const auto reading = source->read({ProductKey(QStringLiteral("P"))}, options);
            QVERIFY2(reading.ok(), reading ? "" : qPrintable(reading.error().toString()));
            torn += isTorn(*reading);
            shared += reading->fetched.lanes > 1;
        }
        qInfo("%d reads, %d over several connections: %d torn", reads, shared, torn);
        QCOMPARE(torn, 0);
    }

    void withoutTheMechanismSomeAre()
    {
        test::WithoutSnapshot loose(*m_backend);
        const auto source = open(loose, test::PairDescription);
        int torn = 0;
        QElapsedTimer timer;
        for (timer.start(); torn == 0 && timer.elapsed() < 30'000;) {
            const auto reading = source->read({ProductKey(QStringLiteral("P"))}, {});
            QVERIFY(reading.ok());
            torn += isTorn(*reading);
        }
        QVERIFY(torn > 0);
    }

    /// The second line of defence: statements that show two versions are thrown away.
    void aVersionShowsWhatASnapshotLetThrough()
    {
        test::WithoutSnapshot loose(*m_backend);
        const auto source = open(loose, versioned());
        int again = 0, refused = 0;
        QElapsedTimer timer;
        for (timer.start(); again + refused == 0 && timer.elapsed() < 30'000;) {
            const auto reading = source->read({ProductKey(QStringLiteral("P"))}, {});
            refused += !reading.ok();
            if (reading.ok()) {
                QVERIFY(!isTorn(*reading));
                again += reading->fetched.reads > 1;
            }
        }
        QVERIFY(again + refused > 0);
    }

    /// Equal positions of a log that is not kept would prove nothing.
    void withoutABinaryLogOneConnectionReads()
    {
        const test::MariaDbServer unlogged({QStringLiteral("--skip-log-bin")});
        unlogged.execute("CREATE DATABASE pairs; USE pairs; CREATE TABLE product (id int PRIMARY KEY, sku "
                         "varchar(64), half varchar(20)); CREATE TABLE stock (product_id int, half int NOT "
                         "NULL); INSERT INTO product VALUES (1, 'P', '7'); INSERT INTO stock VALUES (1, 7)");
        auto opened = storage::mysql::MysqlBackend::open(unlogged.reader(QStringLiteral("pairs")));
        QVERIFY2(opened.ok(), opened ? "" : qPrintable(opened.error().toString()));
        const std::unique_ptr<storage::mysql::MysqlBackend> backend = *std::move(opened);
        const auto source = open(*backend, test::PairDescription);
        plan::RunOptions options;
        options.way = plan::Way::Scatter;
        const auto reading = source->read({ProductKey(QStringLiteral("P"))}, options);
        QVERIFY2(reading.ok(), reading ? "" : qPrintable(reading.error().toString()));
        QCOMPARE(reading->fetched.lanes, 1);
        QCOMPARE(reading->fetched.way, plan::Way::Batch);
        QCOMPARE(reading->products.at(0).product.stock(), 7);
    }

    /// What a replica copies need not be in its own log: positions prove nothing while it does.
    void onAReplicaOneConnectionReads()
    {
        const test::MariaDbServer original;
        original.execute("CREATE USER copier@'%'; GRANT REPLICATION SLAVE ON *.* TO copier@'%'; CREATE "
                         "DATABASE pairs; USE pairs; "
                         "CREATE TABLE product (id int PRIMARY KEY, sku varchar(64), half varchar(20)); "
                         "CREATE TABLE stock "
                         "(product_id int, half int NOT NULL); INSERT INTO product VALUES (1, 'P', '7'); "
                         "INSERT INTO stock "
                         "VALUES (1, 7)");
        const test::MariaDbServer replica({QStringLiteral("--server-id=2")});
        replica.execute(
            "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=" + QByteArray::number(original.port()) +
            ", MASTER_USER='copier', MASTER_USE_GTID=slave_pos; START SLAVE");
        std::unique_ptr<storage::mysql::MysqlBackend> backend;
        const auto isCopied = [&] {
            auto opened = storage::mysql::MysqlBackend::open(replica.reader(QStringLiteral("pairs")));
            if (!opened)
                return false;
            backend = *std::move(opened);
            const auto tables = backend->tables({QStringLiteral("product"), QStringLiteral("stock")});
            return tables && tables->size() == 2;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isCopied(), 30'000);
        const auto source = open(*backend, test::PairDescription);
        plan::RunOptions options;
        options.way = plan::Way::Scatter;
        const auto lanes = [&] {
            const auto reading = source->read({ProductKey(QStringLiteral("P"))}, options);
            return reading && reading->products.at(0).product.stock() == 7 ? reading->fetched.lanes : 0;
        };
        QTRY_COMPARE_WITH_TIMEOUT(lanes(), 1, 30'000);
        replica.execute("STOP SLAVE");
        QVERIFY(lanes() > 1);
    }

private:
    static int isTorn(const plan::CardSource::Reading &reading)
    {
        const catalog::Product &product = reading.products.at(0).product;
        return product.name.toLongLong() != product.stock();
    }
    std::unique_ptr<plan::CardSource> open(plan::Backend &backend, const QByteArray &text)
    {
        auto description = plan::readDescription(text, QStringLiteral("pair.toml"));
        if (!description)
            qFatal("%s", qPrintable(description.error().toString()));
        auto source = plan::CardSource::open(*std::move(description), backend, m_clock);
        if (!source)
            qFatal("%s", qPrintable(source.error().toString()));
        return *std::move(source);
    }

    SystemClock m_clock;
    std::unique_ptr<test::MariaDbServer> m_server;
    std::unique_ptr<storage::mysql::MysqlBackend> m_backend;
    std::atomic_bool m_stop{false};
    std::thread m_writer;
};

QTEST_GUILESS_MAIN(TestOneSnapshot)
#include "tst_one_snapshot.moc"
