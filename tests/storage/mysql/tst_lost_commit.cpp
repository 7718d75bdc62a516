#include "catalog/history.h"
#include "catalog/support/sample_products.h"
#include "storage/mysql/own_catalog.h"
#include "storage/mysql/support/losing_proxy.h"
#include "storage/mysql/support/mariadb_server.h"

#include <QTest>

using namespace vitrine;
using namespace vitrine::catalog;

/// The connection breaks after the server has committed and before it has said so, or a cluster's node says that it was cut
/// off while it committed, which may be or not: the write is made once, and answered as what it was.
class TestLostCommit : public QObject
{
    Q_OBJECT

private slots:
    void isFoundAndNotMadeAgain_data()
    {
        QTest::addColumn<test::Loss>("loss");
        QTest::newRow("the connection breaks") << test::Loss::Answer;
        QTest::newRow("cut off, and committed") << test::Loss::CutOffAfter;
        QTest::newRow("cut off, and not committed") << test::Loss::CutOffBefore;
    }
    void isFoundAndNotMadeAgain()
    {
        QFETCH(test::Loss, loss);
        test::MariaDbServer server;
        server.execute("CREATE DATABASE own");
        auto address = server.owner(QStringLiteral("own"));
        test::LosingProxy proxy(server.port());
        address.port = proxy.port();
        address.otherNodes.append({address.host, server.port()}); // of one server alone 1180 is a failure
        SystemClock clock;
        auto opened = storage::mysql::OwnCatalog::open(address, {}, clock);
        QVERIFY2(opened.ok(), opened ? "" : qPrintable(opened.error().toString()));
        const auto catalog = *std::move(opened);
        ProductWriter &writer = catalog->ports().writer;
        Product product = test::sampleProduct(1);
        QVERIFY(writer.upsert({product}).ok()); // its attributes and options are there from here on
        product.key = ProductKey(QStringLiteral("another"));

        proxy.loseNextCommits(loss);
        const auto made = writer.replace(product, 0);
        QCOMPARE(proxy.lost(), 1);
        QVERIFY2(made.ok(), made ? "" : qPrintable(made.error().toString()));
        QCOMPARE(made->outcome, Outcome::Created);

        proxy.loseNextCommits(loss);
        const auto edited = writer.edit({product.key, Edit::Field::Name, {}, {}, Value(QStringLiteral("new")), 1u});
        QCOMPARE(proxy.lost(), 2);
        QVERIFY2(edited.ok(), edited ? "" : qPrintable(edited.error().toString()));
        QCOMPARE(edited->version, 2u);
        QVERIFY(edited->previous == Value(product.name));

        // A set of changes is begun once, and each of its products is changed once.
        ProductHistory &history = *catalog->ports().history;
        const auto entries = history.ofProduct(product.key, 1, 0);
        proxy.loseNextCommits(loss);
        const auto begun = history.beginRestore(entries->first().id, {});
        QCOMPARE(proxy.lost(), 3);
        QVERIFY2(begun.ok(), begun ? "" : qPrintable(begun.error().toString()));
        QCOMPARE(history.sets(10, 0)->size(), 1);
        proxy.loseNextCommits(loss);
        const auto advanced = history.advance(begun->id, 10);
        QCOMPARE(proxy.lost(), 4);
        QVERIFY2(advanced.ok(), advanced ? "" : qPrintable(advanced.error().toString()));
        QVERIFY(advanced->finished);
        QCOMPARE(advanced->changed, 1);
        QCOMPARE(history.set(begun->id)->done, 1);
        QCOMPARE(history.ofSet(begun->id, 10, 0)->size(), 1);

        proxy.loseNextCommits(loss);
        const auto removed = writer.remove(product.key, 3, {});
        QCOMPARE(proxy.lost(), 5);
        QVERIFY2(removed.ok(), removed ? "" : qPrintable(removed.error().toString()));
        QCOMPARE(removed->version, 4u);
        QCOMPARE(catalog->transactions().lost.load(), 5u);
    }
};

QTEST_GUILESS_MAIN(TestLostCommit)
#include "tst_lost_commit.moc"
