#include "catalog/history.h"
#include "catalog/support/sample_products.h"
#include "storage/mysql/own_catalog.h"
#include "storage/mysql/support/cluster.h"
#include "storage/mysql/support/losing_proxy.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::mysql::OwnCatalog;

/// Sets of changes on a Galera cluster of three whose node, the one that all is written to, is killed in the middle, when
/// every writer waits for the answer to a commit that the cluster has: what was acknowledged is there, each change was made
/// once, and everything comes to its end.
class TestClusterSets : public QObject
{
    Q_OBJECT

private slots:
    void bulkEditUndoAndImportGoOnWhenANodeIsKilled();

private:
    static constexpr int Writers = 4, Chosen = 100, AtOnce = 5, SmallSets = 30, Before = 5;

    /// Products 0 to 99 are in "Bulk", 100 to 199 in "Undone", one more in "Small"; what is imported is in none.
    static Product made(int n)
    {
        Product product = test::sampleProduct(n);
        product.categories.clear();
        if (n <= 2 * Chosen)
            product.categories = {n < Chosen ? QStringLiteral("Bulk") : n < 2 * Chosen ? QStringLiteral("Undone") : QStringLiteral("Small")};
        product.variants = {{product.key.toString(), {}, {}, Before}};
        return product;
    }
    static Result<ChangeSet> begin(OwnCatalog &catalog, const QString &category, const QString &change)
    {
        BulkEdit edit;
        edit.products = *catalog.ports().search.find(Query{{}, {category}, {}, {}, {}}, {});
        edit.changes = {*parseBulkChange(change, {})};
        return catalog.ports().history->begin(edit, {});
    }
    SystemClock m_clock;
};

void TestClusterSets::bulkEditUndoAndImportGoOnWhenANodeIsKilled()
{
    test::Cluster cluster;
    cluster.nodes[2]->execute("CREATE DATABASE own");
    cluster.waitForAll();
    OwnCatalog::Options options;
    options.deadline = std::chrono::seconds(60);
    options.writers = Writers;
    test::LosingProxy proxy(cluster.nodes[0]->port());
    auto address = cluster.owner();
    address.port = proxy.port();
    auto opened = OwnCatalog::open(address, options, m_clock);
    QVERIFY2(opened.ok(), opened ? "" : qPrintable(opened.error().toString()));
    const auto own = *std::move(opened);
    QVector<Product> products;
    for (int n = 0; n <= 2 * Chosen; ++n)
        products.append(made(n));
    QVERIFY(own->ports().writer.upsert(products).ok());
    QVERIFY(own->catchUp(std::chrono::seconds(60)));
    ProductHistory &history = *own->ports().history;
    std::atomic<int> steps{0}, failed{0}, small{0};
    const auto hasFailed = [&](const Error &error) {
        qInfo("%s", qPrintable(error.toString()));
        ++failed;
    };
    const auto goOn = [&](Result<ChangeSet> set) {
        while (set && !set->finished) {
            set = history.advance(set->id, AtOnce);
            ++steps;
        }
        if (!set)
            hasFailed(set.error());
        return set;
    };
    const auto former = goOn(begin(*own, QStringLiteral("Undone"), QStringLiteral("stock+=10")));
    QVERIFY(former.ok() && former->changed == Chosen);
    const int setsBefore = int(history.sets(1'000, 0)->size());
    steps = 0;

    quint64 bulk = 0, undo = 0, imported = 0;
    std::vector<std::thread> threads;
    threads.emplace_back([&] {
        const auto set = goOn(begin(*own, QStringLiteral("Bulk"), QStringLiteral("stock+=1")));
        bulk = set ? set->id : 0;
    });
    threads.emplace_back([&] {
        const auto set = goOn(history.beginUndo(former->id, {}));
        undo = set ? set->id : 0;
    });
    threads.emplace_back([&] {
        const auto set = history.beginImport(QStringLiteral("new.csv"), {});
        if (!set)
            return hasFailed(set.error());
        const auto writer = history.writerFor(set->id);
        int created = 0;
        for (int first = 0; first < Chosen; first += AtOnce, ++steps) {
            QVector<Product> batch;
            for (int n = first; n < first + AtOnce; ++n)
                batch.append(made(1'000 + n));
            const auto outcomes = writer->upsert(batch);
            if (!outcomes)
                return hasFailed(outcomes.error());
            for (const ProductOutcome &outcome : *outcomes)
                created += outcome.outcome == Outcome::Created && outcome.version == 1;
        }
        if (const Status finished = history.finish(set->id, Chosen, created, 0); !finished)
            return hasFailed(finished.error());
        imported = set->id;
    });
    threads.emplace_back([&] {
        for (int n = 0; n < SmallSets; ++n)
            small += goOn(begin(*own, QStringLiteral("Small"), QStringLiteral("stock+=1"))).ok();
    });
    while (steps < 20 && failed == 0)
        std::this_thread::yield();
    proxy.loseNextCommits(test::Loss::Silence, Writers);
    while (proxy.unanswered() < Writers && failed == 0)
        std::this_thread::yield();
    const int atDeath = steps;
    cluster.nodes[0]->kill();
    for (std::thread &thread : threads)
        thread.join();
    qInfo("%d steps, %d of them before a node was killed; %llu tries lost with it", steps.load(), atDeath, static_cast<unsigned long long>(own->transactions().lost.load()));
    QCOMPARE(failed.load(), 0);
    QCOMPARE(small.load(), SmallSets);

    auto survivor = OwnCatalog::open(cluster.owner().at(2), options, m_clock);
    QVERIFY2(survivor.ok(), survivor ? "" : qPrintable(survivor.error().toString()));
    const auto product = [&](int n) { return *(*survivor)->ports().products.product(made(n).key); };
    for (int n = 0; n < Chosen; ++n) {
        QCOMPARE(product(n).stock(), Before + 1);
        QCOMPARE(product(n).version, 2u);
        QCOMPARE(product(Chosen + n).stock(), Before);
        QCOMPARE(product(Chosen + n).version, 3u);
        QCOMPARE(product(1'000 + n).version, 1u);
    }
    QCOMPARE(product(2 * Chosen).stock(), Before + SmallSets);
    ProductHistory &told = *(*survivor)->ports().history;
    for (const quint64 set : {bulk, undo, imported}) {
        const auto done = told.set(set);
        QVERIFY(done.ok() && done->finished);
        QCOMPARE(done->changed, Chosen);
        QCOMPARE(told.ofSet(set, 10 * Chosen, 0)->size(), Chosen);
    }
    QCOMPARE(told.sets(1'000, 0)->size(), setsBefore + 3 + SmallSets); // none was begun twice
    const auto report = (*survivor)->check({});
    QVERIFY(report.ok());
    QCOMPARE(report->findings.size(), 0);
}

QTEST_GUILESS_MAIN(TestClusterSets)
#include "tst_cluster_sets.moc"
