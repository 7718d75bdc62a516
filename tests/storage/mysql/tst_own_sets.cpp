#include "catalog/support/sample_products.h"
#include "storage/mysql/own_schema.h"
#include "storage/mysql/support/own_database.h"
#include "storage/support/ended_set.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <atomic>
#include <thread>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::mysql::OwnCatalog;

/// Sets of changes of a catalog in MariaDB: an import that is undone meanwhile, several processes at one set, processes that are
/// killed, and tables of an older version.
class TestOwnSets : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_database = std::make_unique<test::OwnDatabase>(); }
    void init()
    {
        m_catalog.reset();
        m_database->empty();
    }
    void cleanup() { m_catalog.reset(); }
    void cleanupTestCase() { m_database.reset(); }

    void anUndoneImportIsNotWrittenOn();
    void twoProcessesAndAKilledOneDoEachOnce();
    void newOptionsAreNumberedOnTheWay();
    void anOlderDatabaseIsBroughtUpToDate();
    void aHalfMadeChangeOfTablesIsGoneOnWith();

private:
    void open()
    {
        m_catalog.reset();
        m_catalog = m_database->open(m_clock, test::OwnDatabase::patient());
    }
    void fill(int count)
    {
        QVector<Product> products;
        for (int n = 0; n < count; ++n)
            products.append(test::sampleProduct(n));
        QVERIFY(m_catalog->ports().writer.upsert(products).ok());
        QVERIFY(m_catalog->catchUp(std::chrono::seconds(60)));
    }
    ProductHistory &history() { return *m_catalog->ports().history; }
    Result<Product> product(int n) { return m_catalog->ports().products.product(test::sampleProduct(n).key); }
    ChangeSet run(const Result<ChangeSet> &begun)
    {
        return test::endedSet(history(), begun);
    }
    Result<ChangeSet> begin(const QString &change)
    {
        BulkEdit edit;
        edit.products = *m_catalog->ports().search.find({}, {});
        edit.changes = {*parseBulkChange(change, {})};
        return history().begin(edit, {});
    }
    /// As version 1 left it: two products, one of them changed and removed.
    void makeVersion1()
    {
        QFile tables(qEnvironmentVariable("VITRINE_OWN_CATALOG_V1"));
        QVERIFY(tables.open(QIODevice::ReadOnly));
        m_database->server.execute("USE own; " + tables.readAll());
    }
    void checkBroughtUp();

    SystemClock m_clock;
    std::unique_ptr<test::OwnDatabase> m_database;
    std::unique_ptr<OwnCatalog> m_catalog;
};

void TestOwnSets::anUndoneImportIsNotWrittenOn()
{
    constexpr int Batches = 30;
    open();
    fill(2);
    const auto set = history().beginImport(QStringLiteral("new.csv"), {QStringLiteral("ana"), {}});
    const auto bound = history().writerFor(set->id);
    // Undone while it is written: what was in time goes again, and nothing comes after it.
    std::atomic<int> written{0}, refused{0}, wrong{0};
    std::thread import([&] {
        for (int n = 0; n < Batches; ++n) {
            const auto outcomes = bound->upsert({test::sampleProduct(100 + 2 * n), test::sampleProduct(101 + 2 * n)});
            if (outcomes)
                ++written;
            else
                ++(outcomes.error().code == ErrorCode::Conflict && !outcomes.error().remedy.isEmpty() ? refused : wrong);
        }
    });
    while (written < 3)
        std::this_thread::yield();
    const ChangeSet undo = run(history().beginUndo(set->id, {}));
    import.join();
    QCOMPARE(wrong.load(), 0);
    QCOMPARE(written + refused, Batches);
    QCOMPARE(undo.changed, 2 * written);
    QCOMPARE(m_database->ask("SELECT count(*) FROM product"), 2);
    const auto other = history().beginImport(QStringLiteral("other.csv"), {});
    QVERIFY(history().finish(other->id, 4, 1, 2).ok());
    const auto finished = history().set(other->id);
    QVERIFY(finished->finished && finished->products == 4 && finished->changed == 1 && finished->refused == 2);
}

void TestOwnSets::twoProcessesAndAKilledOneDoEachOnce()
{
    constexpr int Products = 300;
    open();
    fill(Products);
    const auto set = begin(QStringLiteral("stock+=1"));
    QVERIFY2(set.ok(), set.ok() ? "" : qPrintable(set.error().toString()));
    QCOMPARE(set->products, Products);
    const auto start = [&](QProcess &process) {
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(qEnvironmentVariable("VITRINE_SET_ADVANCER"),
                      {m_database->server.url(QStringLiteral("own")).replace(QStringLiteral("reader"), QStringLiteral("vitrine")), QString::number(set->id), QStringLiteral("2")});
    };
    QProcess killed, first, second;
    start(killed);
    while (killed.state() != QProcess::NotRunning && !killed.canReadLine())
        killed.waitForReadyRead(60'000);
    killed.kill(); // somewhere in the middle of one of its transactions
    QVERIFY(killed.waitForFinished(60'000));
    QCOMPARE(killed.exitStatus(), QProcess::CrashExit);
    const auto meanwhile = history().set(set->id);
    QVERIFY(meanwhile->done >= 2 && !meanwhile->finished);
    start(first);
    start(second);
    for (QProcess *process : {&first, &second}) {
        QVERIFY(process->waitForFinished(120'000));
        QVERIFY(process->exitStatus() == QProcess::NormalExit && process->exitCode() == 0);
    }
    const auto done = history().set(set->id);
    QVERIFY(done->finished);
    QCOMPARE(done->done, Products);
    QCOMPARE(done->changed, Products);
    QCOMPARE(m_database->ask("SELECT count(*) FROM product WHERE version = 2"), Products); // each exactly once
    QCOMPARE(m_database->ask("SELECT count(*) FROM product WHERE version <> 2"), 0);
    QCOMPARE(product(7)->variants[0].stock, test::asStored(test::sampleProduct(7), 1).variants[0].stock + 1);
}

void TestOwnSets::newOptionsAreNumberedOnTheWay()
{
    open();
    fill(20);
    const ChangeSet set = run(begin(QStringLiteral("attr.fresh:option=never seen")));
    QCOMPARE(set.changed, 20);
    QCOMPARE(m_database->ask("SELECT count(*) FROM attribute_option WHERE code = 'never seen'"), 1);
    // Another type than the attribute's is refused, product by product.
    const ChangeSet wrong = run(begin(QStringLiteral("attr.fresh:number=7")));
    QCOMPARE(wrong.refused, 20);
    QCOMPARE(wrong.changed, 0);
    QVERIFY(history().refusedBy(wrong.id, 1)->first().error.what.contains(u"cannot hold a number"));
    QCOMPARE(run(history().beginUndo(set.id, {})).changed, 20);
    QVERIFY(*product(3) == test::asStored(test::sampleProduct(3), 3));
}

void TestOwnSets::checkBroughtUp()
{
    QCOMPARE(m_database->ask("SELECT version FROM vitrine_schema"), storage::mysql::OwnSchemaVersion);
    QCOMPARE(m_database->ask("SELECT begun FROM vitrine_schema"), storage::mysql::OwnSchemaVersion);
    const ProductKey shirt(QStringLiteral("A-1")), bag(QStringLiteral("A-2"));
    QCOMPARE(m_catalog->ports().products.product(shirt)->version, 2u);
    const auto entries = history().ofProduct(shirt, 10, 0);
    QCOMPARE(entries->size(), 2);
    QCOMPARE(entries->first().change.before, QJsonValue(3990));
    const auto sets = history().sets(10, 0);
    QCOMPARE(sets->size(), 1);
    QVERIFY(sets->first().finished && sets->first().kind == ChangeKind::Remove && sets->first().done == 1 && sets->first().changed == 1);
    // What version 1 removed comes back, and what it changed goes back.
    QCOMPARE(run(history().beginUndo(sets->first().id, {})).changed, 1);
    QCOMPARE(m_catalog->ports().products.product(bag)->name, QStringLiteral("Big bag"));
    QCOMPARE(run(history().beginRestore(entries->first().id, {})).changed, 1);
    QCOMPARE(m_catalog->ports().products.product(shirt)->prices.first().minor, 3990);
}

void TestOwnSets::anOlderDatabaseIsBroughtUpToDate()
{
    makeVersion1();
    open();
    checkBroughtUp();
}

void TestOwnSets::aHalfMadeChangeOfTablesIsGoneOnWith()
{
    makeVersion1();
    m_database->server.execute("USE own; UPDATE vitrine_schema SET begun = 2; ALTER TABLE change_set ADD COLUMN spec LONGTEXT NOT NULL DEFAULT ''");
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("tables from format 1 to 2 was interrupted")));
    open();
    checkBroughtUp();
}

QTEST_GUILESS_MAIN(TestOwnSets)
#include "tst_own_sets.moc"
