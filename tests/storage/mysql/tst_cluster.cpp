#include "catalog/plan/card_source.h"
#include "catalog/support/sample_products.h"
#include "storage/mysql/mysql_backend.h"
#include "storage/mysql/own_catalog.h"
#include "storage/mysql/support/cluster.h"
#include "storage/mysql/support/pair.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <optional>
#include <thread>

#include <mysql.h>

using namespace vitrine;

namespace {

/// Counts up in two tables by way of one node, and remembers what the cluster has acknowledged.
class Writer
{
public:
    explicit Writer(const QString &socket) : m_socket(socket.toUtf8()), m_thread([this] { run(); }) {}
    ~Writer()
    {
        m_stop = true;
        m_thread.join();
    }
    qint64 acknowledged() const { return m_acknowledged; }

private:
    void run()
    {
        MYSQL *mysql = mysql_init(nullptr);
        if (!mysql_real_connect(mysql, nullptr, "root", nullptr, "shop", 0, m_socket.constData(), CLIENT_MULTI_STATEMENTS))
            qFatal("the writer cannot connect");
        const auto run = [mysql](const QByteArray &sql) { return mysql_real_query(mysql, sql.constData(), static_cast<unsigned long>(sql.size())) == 0; };
        for (qint64 next = 1; !m_stop;) {
            const QByteArray value = QByteArray::number(next);
            // Where a node has just gone, the cluster may undo a transaction: it was not acknowledged, and is tried again.
            if (run("START TRANSACTION") && run("UPDATE product SET half = '" + value + "' WHERE id = 1") &&
                run("UPDATE stock SET half = " + value + " WHERE product_id = 1") && run("COMMIT"))
                m_acknowledged = next++;
            else
                run("ROLLBACK");
        }
        mysql_close(mysql);
    }

    QByteArray m_socket;
    std::atomic<qint64> m_acknowledged{0};
    std::atomic_bool m_stop{false};
    std::thread m_thread;
};

} // namespace

/// A Galera cluster of three: the node that we read from is killed while another is written to. Reads go on, and see
/// everything that was acknowledged, whole.
class TestCluster : public QObject
{
    Q_OBJECT

private slots:
    void addressesNameNodes()
    {
        using storage::mysql::parseMysqlUrl;
        const auto address = parseMysqlUrl(QStringLiteral("mysql://u@a:3307/shop?node=b:3308&node=c"));
        QVERIFY2(address.ok(), address ? "" : qPrintable(address.error().toString()));
        QCOMPARE(address->nodes(), 3);
        QCOMPARE(address->at(0).toString(), QStringLiteral("mysql://u@a:3307/shop"));
        QCOMPARE(address->at(1).toString(), QStringLiteral("mysql://u@b:3308/shop"));
        QCOMPARE(address->at(2).toString(), QStringLiteral("mysql://u@c:3306/shop"));
        for (const char *wrong : {"mysql://u@a/shop?node=", "mysql://u@a/shop?node=b:x", "mysql://u@a/shop?node=u@b", "mysql://u@a/shop?node=b/c",
                                  "mysql://u@a/shop?node=b&socket=/s"})
            QVERIFY2(!parseMysqlUrl(QLatin1String(wrong)).ok(), wrong);
    }

    void whereNoNodeAnswersAllAreNamed()
    {
        storage::mysql::MysqlAddress address;
        address.user = QStringLiteral("u");
        address.host = QStringLiteral("127.0.0.1");
        address.port = test::MariaDbServer::freePort();
        address.database = QStringLiteral("shop");
        address.otherNodes.append({address.host, test::MariaDbServer::freePort()});
        const auto backend = storage::mysql::MysqlBackend::open(address);
        QVERIFY(!backend.ok());
        QCOMPARE(backend.error().code, ErrorCode::Io);
        for (int node = 0; node < 2; ++node)
            QVERIFY2(backend.error().where.contains(address.at(node).toString()), qPrintable(backend.error().toString()));
    }

    void readsGoOnWhenANodeIsKilled()
    {
        test::Cluster cluster;
        cluster.nodes[2]->execute("CREATE DATABASE shop; USE shop; CREATE TABLE product (id int PRIMARY KEY, sku varchar(64) UNIQUE, half varchar(20));"
                                  "CREATE TABLE stock (product_id int PRIMARY KEY, half int NOT NULL);"
                                  "INSERT INTO product VALUES (1, 'P', '0'); INSERT INTO stock VALUES (1, 0)");
        cluster.waitForAll();
        auto opened = storage::mysql::MysqlBackend::open(cluster.reader());
        QVERIFY2(opened.ok(), opened ? "" : qPrintable(opened.error().toString()));
        const std::unique_ptr<storage::mysql::MysqlBackend> backend = *std::move(opened);
        auto description = plan::readDescription(test::PairDescription, QStringLiteral("pair.toml"));
        QVERIFY2(description.ok(), description ? "" : qPrintable(description.error().toString()));
        auto source = plan::CardSource::open(*std::move(description), *backend, m_clock);
        QVERIFY2(source.ok(), source ? "" : qPrintable(source.error().toString()));

        std::optional<Writer> writer(std::in_place, cluster.nodes[2]->socket());
        QTRY_VERIFY_WITH_TIMEOUT(writer->acknowledged() > 20, 30'000);
        qint64 reads = 0, failed = 0, again = 0, torn = 0, behind = 0, atDeath = 0;
        bool isKilled = false;
        QElapsedTimer timer;
        for (timer.start(); timer.elapsed() < 90'000 && (!isKilled || reads < 400 || writer->acknowledged() < atDeath + 20); ++reads) {
            if (reads == 100) {
                atDeath = writer->acknowledged();
                cluster.nodes[0]->kill();
                isKilled = true;
            }
            // What is acknowledged when the reading begins must be in it: the nodes wait for what is under way.
            const qint64 known = writer->acknowledged();
            plan::RunOptions options;
            options.way = reads % 2 == 0 ? plan::Way::Auto : plan::Way::Scatter;
            const auto reading = (*source)->read({ProductKey(QStringLiteral("P"))}, options);
            if (!reading) {
                ++failed;
                qInfo("%s", qPrintable(reading.error().toString()));
                continue;
            }
            const catalog::Product &product = reading->products.at(0).product;
            again += reading->fetched.reads > 1;
            torn += product.name.toLongLong() != product.stock();
            behind += product.stock() < known;
        }
        qInfo("%lld reads, %lld writes acknowledged, %lld of them after a node was killed: %lld reads failed, %lld read again, %lld torn, %lld behind what was acknowledged",
              reads, writer->acknowledged(), writer->acknowledged() - atDeath, failed, again, torn, behind);
        QVERIFY(isKilled);
        QCOMPARE(failed, 0);
        QCOMPARE(torn, 0);
        QCOMPARE(behind, 0);
        QVERIFY(writer->acknowledged() >= atDeath + 20);
        writer.reset();

        // One of three is no majority: it answers nothing rather than something old, and the error says so.
        cluster.nodes[1]->kill();
        Error error;
        const auto refuses = [&] {
            const auto reading = (*source)->read({ProductKey(QStringLiteral("P"))}, {});
            if (!reading)
                error = reading.error();
            return !reading;
        };
        QTRY_VERIFY2_WITH_TIMEOUT(refuses() && error.what.contains(u"cut off from its cluster"), qPrintable(error.toString()), 60'000);
    }

    /// Every acknowledged write is there once, on a node that lives on.
    void writesGoOnWhenANodeIsKilled()
    {
        constexpr int Writers = 4, Edits = 40, EditsBeforeDeath = 40;
        test::Cluster cluster;
        cluster.nodes[2]->execute("CREATE DATABASE own");
        cluster.waitForAll();
        storage::mysql::OwnCatalog::Options options;
        options.deadline = std::chrono::seconds(60);
        auto opened = storage::mysql::OwnCatalog::open(cluster.owner(), options, m_clock);
        QVERIFY2(opened.ok(), opened ? "" : qPrintable(opened.error().toString()));
        const auto own = *std::move(opened);
        QVector<catalog::Product> products;
        for (int i = 0; i < Writers; ++i)
            products.append(test::sampleProduct(i));
        QVERIFY(own->ports().writer.upsert(products).ok());
        std::atomic<int> acknowledged{0}, ended{0}, failed{0};
        std::vector<std::thread> writers;
        for (int i = 0; i < Writers; ++i) {
            writers.emplace_back([&, i] {
                for (int n = 0; n < Edits; ++n) { // only over the version that the one before has made
                    const auto receipt = own->ports().writer.edit({products[i].key, catalog::Edit::Field::Name, {}, {}, catalog::Value(QStringLiteral("name %1").arg(n)), quint32(n + 1)});
                    receipt ? ++acknowledged : ++failed;
                    if (!receipt)
                        qInfo("%s", qPrintable(receipt.error().toString()));
                }
                ++ended;
            });
        }
        while (acknowledged < EditsBeforeDeath && ended < Writers)
            std::this_thread::yield();
        cluster.nodes[0]->kill(); // the one that all of them write to
        for (std::thread &writer : writers)
            writer.join();
        QCOMPARE(failed.load(), 0);
        QCOMPARE(acknowledged.load(), Writers * Edits);
        auto address = cluster.owner().at(2);
        auto survivor = storage::mysql::OwnCatalog::open(address, options, m_clock);
        QVERIFY2(survivor.ok(), survivor ? "" : qPrintable(survivor.error().toString()));
        for (const catalog::Product &product : std::as_const(products)) {
            const auto read = (*survivor)->ports().products.product(product.key);
            QVERIFY(read.ok());
            QCOMPARE(read->version, quint32(Edits + 1));
            QCOMPARE(read->name, QStringLiteral("name %1").arg(Edits - 1));
        }
        QVERIFY(own->ports().cards.card(products[0].key).ok());
    }

private:
    SystemClock m_clock;
};

QTEST_GUILESS_MAIN(TestCluster)
#include "tst_cluster.moc"
