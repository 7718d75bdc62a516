#include "catalog/catalog.h"
#include "catalog/plan/card_source.h"
#include "storage/mysql/mysql_backend.h"
#include "storage/mysql/support/wide_card.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <thread>

using namespace vitrine;

namespace {

constexpr int Ones = 98, Manys = 8;

} // namespace

/// The card that no join can read, beside the join that fails; and a database that is gone, slow or shut to
/// us.
class TestWideCard : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_server = std::make_unique<test::MariaDbServer>();
        test::fillWideCard(*m_server, "wide", Ones, Manys, 60);
        m_backend = open(m_server->reader(QStringLiteral("wide")));
        auto source = plan::CardSource::open(test::wideCard(Ones, Manys), *m_backend, m_clock);
        QVERIFY2(source.ok(), source ? "" : qPrintable(source.error().toString()));
        m_source = *std::move(source);
    }
    void cleanupTestCase()
    {
        m_source.reset();
        m_backend.reset();
        m_server.reset();
    }

    void theJoinFailsAndTheCardWorks()
    {
        const ProductKey key(QStringLiteral("K7"));
        const auto joined = m_source->tryJoin(key, {});
        QVERIFY(!joined);
        QCOMPARE(joined.error().code, ErrorCode::Unprocessable);
        QVERIFY2(joined.error().what.startsWith(
                     u"error 1116: Too many tables; MariaDB can only use 61 tables in a join"),
                 qPrintable(joined.error().what));

        const auto reading = m_source->read({key}, {});
        QVERIFY2(reading.ok(), reading ? "" : qPrintable(reading.error().toString()));
        const auto &attributes = reading->products.at(0).product.attributes;
        QCOMPARE(attributes.size(), Ones + Manys);
        for (const catalog::AttributeValue &value : attributes) {
            const QString table = value.code.mid(1);
            const QString cell = table + QStringLiteral(":7");
            const QString thrice = QStringLiteral("%1, %1, %1").arg(cell);
            QCOMPARE(std::get<QString>(value.value), table.toInt() < Ones ? cell : thrice);
        }
        const auto explained = m_source->explain(key, {});
        QCOMPARE((*explained)[QStringLiteral("replaces")].toObject()[QStringLiteral("tables")].toInt(), 107);
        QCOMPARE((*explained)[QStringLiteral("replaces")].toObject()[QStringLiteral("possible")].toBool(),
                 false);
    }

    void everyWayReadsTheSamePage()
    {
        QVector<ProductKey> keys;
        for (int i = 0; i < 50; ++i)
            keys.append(ProductKey(QStringLiteral("K%1").arg(i)));
        QByteArrayList cards;
        size_t statements = 0;
        for (const plan::Way way :
             {plan::Way::Serial, plan::Way::Batch, plan::Way::Scatter, plan::Way::Auto}) {
            plan::RunOptions options;
            options.way = way;
            const auto page = m_source->read(keys, options);
            QVERIFY2(page.ok(), page ? "" : qPrintable(page.error().toString()));
            QByteArray all;
            for (const plan::MergedProduct &merged : page->products)
                all += catalog::assembleCard(merged.product);
            cards.append(all);
            statements = page->fetched.traces.size();
        }
        for (const QByteArray &each : cards)
            QCOMPARE(each, cards.first());
        QCOMPARE(m_source->read({keys[0]}, {})->fetched.traces.size(), statements);
    }

    void aDeadlineAndACancelBreakOffASlowStatement()
    {
        plan::RunOptions soon;
        soon.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(m_source->ask("SELECT SLEEP(20)", soon).error().code, ErrorCode::DeadlineExceeded);
        QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));

        plan::RunOptions cancelled;
        std::thread canceller([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            cancelled.cancel.request();
        });
        timer.restart();
        QCOMPARE(m_source->ask("SELECT SLEEP(20)", cancelled).error().code, ErrorCode::Cancelled);
        QVERIFY(timer.elapsed() < 10'000);
        canceller.join();
        QVERIFY(m_source->read({ProductKey(QStringLiteral("K1"))}, {}).ok()); // others are not hurt
    }

    void theServerEndsAStatementThatTakesTooLong()
    {
        storage::mysql::BackendOptions options;
        options.statementLimit = std::chrono::milliseconds(200);
        auto strict = storage::mysql::MysqlBackend::open(m_server->reader(QStringLiteral("wide")), options);
        QVERIFY(strict.ok());
        const auto source = plan::CardSource::open(test::wideCard(1, 0), **strict, m_clock);
        QVERIFY(source.ok());
        const auto endless = (*source)->ask(
            "SELECT COUNT(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b WHERE a.seq + b.seq < 0", {});
        QVERIFY(!endless);
        QCOMPARE(endless.error().code, ErrorCode::DeadlineExceeded);
    }

    /// One of several connections fails: the others are not waited for, and no connection is left in between.
    void theFirstFailureEndsAll()
    {
        auto snapshot = m_backend->snapshot([] {
            plan::RunOptions options;
            options.way = plan::Way::Scatter;
            return options;
        }());
        QVERIFY(snapshot.ok());
        const auto answers = (*snapshot)->fetch({{"SELECT nobody FROM product", {}, {}, 10},
                                                 {"SELECT id FROM product", {}, {}, 9},
                                                 {"SELECT 1", {}, {}, 1}},
                                                true);
        QVERIFY(!answers);
        QVERIFY2(answers.error().what.contains(u"1054"), qPrintable(answers.error().toString()));
        snapshot = Error{};
        for (int i = 0; i < 10; ++i)
            QVERIFY(m_source->read({ProductKey(QStringLiteral("K1"))}, {}).ok());
    }

    void nothingCanBeWritten()
    {
        m_server->execute("GRANT INSERT ON wide.* TO reader@'%'; GRANT INSERT ON wide.* TO reader@localhost");
        const auto allowed =
            open(m_server->reader(QStringLiteral("wide"))); // rights are those of when it connected
        const auto source = plan::CardSource::open(test::wideCard(1, 0), *allowed, m_clock);
        const auto written = (*source)->ask("INSERT INTO product VALUES (100000, 'X')", {});
        QVERIFY(!written);
        QVERIFY2(written.error().what.contains(u"READ ONLY"), qPrintable(written.error().toString()));
    }

    void whoIsRefusedIsTold()
    {
        auto address = m_server->reader(QStringLiteral("wide"));
        address.user = QStringLiteral("nobody");
        QCOMPARE(storage::mysql::MysqlBackend::open(address).error().code, ErrorCode::PermissionDenied);
        address = m_server->reader(QStringLiteral("nowhere"));
        QCOMPARE(storage::mysql::MysqlBackend::open(address).error().code, ErrorCode::NotFound);
        address = m_server->reader(QStringLiteral("wide"));
        address.port = 1;
        const auto gone = storage::mysql::MysqlBackend::open(address);
        QCOMPARE(gone.error().code, ErrorCode::Io);
        QVERIFY(gone.error().where.contains(u":1/wide") && !gone.error().remedy.isEmpty());
    }

    void aPasswordComesFromAFileOnly()
    {
        m_server->execute(
            "CREATE USER locked@'%' IDENTIFIED BY 'se''cret'; GRANT SELECT ON wide.* TO locked@'%'");
        QTemporaryDir dir;
        QFile file(dir.filePath(QStringLiteral("password")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("se'cret\n") > 0);
        file.close();
        const QString url = QStringLiteral("mysql://locked@127.0.0.1:%1/wide").arg(m_server->port());
        QVERIFY(!storage::mysql::MysqlBackend::open(*storage::mysql::parseMysqlUrl(url)).ok());
        QVERIFY(storage::mysql::MysqlBackend::open(
                    *storage::mysql::parseMysqlUrl(url + QStringLiteral("?password-file=") + file.fileName()))
                    .ok());
        const auto shown = storage::mysql::parseMysqlUrl(QStringLiteral("mysql://locked:secret@h/wide"));
        QVERIFY(!shown && !shown.error().toString().contains(u"secret"));
        for (const char *bad : {"mysql://h/d", "mysql://u@h", "mysql://u@h/d/e", "mysql://u@h/d?ssl=1",
                                "postgres://u@h/d", "mysql:// u@h/d"})
            QVERIFY2(!storage::mysql::parseMysqlUrl(QString::fromLatin1(bad)).ok(), bad);
    }

    void aServerThatRestartsIsFoundAgain()
    {
        QVERIFY(m_source->read({ProductKey(QStringLiteral("K1"))}, {}).ok());
        m_server->stop();
        const auto gone = m_source->read({ProductKey(QStringLiteral("K1"))}, {});
        QVERIFY(!gone);
        QCOMPARE(gone.error().code, ErrorCode::Io);
        m_server->start();
        const auto back = m_source->read({ProductKey(QStringLiteral("K1"))}, {});
        QVERIFY2(back.ok(), back ? "" : qPrintable(back.error().toString()));
    }

private:
    static std::unique_ptr<storage::mysql::MysqlBackend> open(const storage::mysql::MysqlAddress &address)
    {
        auto backend = storage::mysql::MysqlBackend::open(address);
        if (!backend)
            qFatal("%s", qPrintable(backend.error().toString()));
        return *std::move(backend);
    }

    SystemClock m_clock;
    std::unique_ptr<test::MariaDbServer> m_server;
    std::unique_ptr<storage::mysql::MysqlBackend> m_backend;
    std::unique_ptr<plan::CardSource> m_source;
};

QTEST_GUILESS_MAIN(TestWideCard)
#include "tst_wide_card.moc"
