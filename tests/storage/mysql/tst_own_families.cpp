#include "catalog/bulk_run.h"
#include "storage/mysql/own_schema.h"
#include "storage/mysql/support/own_database.h"
#include "storage/support/family_contract.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <atomic>
#include <thread>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::mysql::OwnCatalog;
using test::FamilyContract;

/// Families of a catalog in MariaDB that several processes have open, and tables from before there were any.
class TestOwnFamilies : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_database = std::make_unique<test::OwnDatabase>(); }
    void init()
    {
        cleanup();
        m_database->empty();
    }
    void cleanup()
    {
        m_second.reset();
        m_first.reset();
    }
    void cleanupTestCase() { m_database.reset(); }

    void anotherProcessLearnsThem();
    void nobodyWritesByFormerRules();
    void twoProcessesCountEachProductOnce();
    void editsOfAnotherProcessAreCounted();
    void anEditWhileItsProductIsCountedIsNotLost();
    void anOlderDatabaseGetsThem();
    void aHalfMadeChangeOfTablesIsGoneOnWith();
    void whatCannotBeReadIsTold();
    void whatColumnsDoNotHoldIsRefused();

private:
    std::unique_ptr<OwnCatalog> open() { return m_database->open(m_clock, test::OwnDatabase::patient()); }
    /// Two processes, of which the second has lists.
    void openTwo()
    {
        m_first = open();
        QVector<Product> products;
        for (int n = 1; n <= FamilyContract::Products; ++n)
            products.append(FamilyContract::product(n));
        QVERIFY(m_first->ports().writer.upsert(products).ok());
        m_second = open();
        QCOMPARE(m_second->ports().search.find({}, {})->size(), FamilyContract::Products);
    }
    static ProductFamilies &familiesOf(OwnCatalog &catalog) { return *catalog.ports().families; }
    static void declare(OwnCatalog &catalog, const FamilyDeclaration &declaration)
    {
        const auto declared = familiesOf(catalog).declare(declaration, {});
        QVERIFY2(declared.ok(), declared.ok() ? "" : qPrintable(declared.error().toString()));
        QVERIFY(runCount(familiesOf(catalog), [](qint64, qint64) {}, {}).ok());
    }
    static FamilyDeclaration withMost(double weight)
    {
        FamilyDeclaration declaration = FamilyContract::declaration();
        declaration.attributes[1].max = weight;
        return declaration;
    }
    static Result<EditReceipt> weigh(OwnCatalog &catalog, int n, double weight)
    {
        return catalog.ports().writer.edit({FamilyContract::keyOf(n), Edit::Field::Attribute, QStringLiteral("weight"), {}, Value(weight), {}});
    }
    static QVector<std::pair<qint64, qint64>> counts(OwnCatalog &catalog)
    {
        QVector<std::pair<qint64, qint64>> counts;
        const auto all = familiesOf(catalog).completeness(CancelToken());
        for (const CatalogCompleteness::Place &place : all->places)
            counts.append({place.complete, place.incomplete});
        return counts;
    }
    /// The second's lists are those of a process that has just read everything, and it did not do so itself.
    void agrees()
    {
        QVERIFY(m_second->catchUp(std::chrono::seconds(60)));
        QCOMPARE(counts(*m_second), counts(*open()));
        QCOMPARE(m_second->figures().listReadings, 1);
        const auto checked = m_second->check({});
        QVERIFY2(checked->found == 0, checked->found ? qPrintable(checked->findings.first().error.toString()) : "");
    }
    void makeVersion2()
    {
        QFile tables(qEnvironmentVariable("VITRINE_OWN_CATALOG_V2"));
        QVERIFY(tables.open(QIODevice::ReadOnly));
        m_database->server.execute("USE own; SET SESSION sql_mode = ''; " + tables.readAll());
    }
    void checkBroughtUp();

    SystemClock m_clock;
    std::unique_ptr<test::OwnDatabase> m_database;
    std::unique_ptr<OwnCatalog> m_first, m_second;
};

void TestOwnFamilies::anotherProcessLearnsThem()
{
    openTwo();
    declare(*m_first, FamilyContract::declaration());
    agrees();
    QVERIFY(familiesOf(*m_second).model()->declaration() == FamilyContract::declaration());
    QCOMPARE(counts(*m_second)[2], std::pair(qint64(12), qint64(20)));
    QCOMPARE(familiesOf(*m_second).completeness(FamilyContract::keyOf(3), {{}, QStringLiteral("en")}, {})->places.first().missing, QStringList{QStringLiteral("weight")});
    QVERIFY(weigh(*m_second, 1, 3).ok());
    QVERIFY(m_first->ports().writer.remove(FamilyContract::keyOf(2), {}, {}).ok());
    agrees();
    FamilyDeclaration other = FamilyContract::declaration();
    other.channels.append({QStringLiteral("TH"), {}, {QStringLiteral("th"), QStringLiteral("en")}});
    declare(*m_second, other);
    agrees();
    QCOMPARE(counts(*m_second).size(), 7);
    declare(*m_first, {});
    agrees();
    QCOMPARE(counts(*m_second), (QVector<std::pair<qint64, qint64>>{{0, 0}}));
}

void TestOwnFamilies::nobodyWritesByFormerRules()
{
    openTwo();
    for (int round = 0; round < 20; ++round) {
        declare(*m_first, withMost(50));
        QVERIFY(m_second->catchUp(std::chrono::seconds(60)));
        QVERIFY(weigh(*m_second, 2, 40 + round % 2).ok());
        QVERIFY(m_first->ports().families->declare(withMost(30), {}).ok());
        // At once, whether the second has heard of it or not.
        const auto refused = weigh(*m_second, 2, 42);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        Product heavy = FamilyContract::product(101);
        heavy.attributes.append({QStringLiteral("weight"), Value(31.0), {}});
        QCOMPARE(m_second->ports().writer.upsert({heavy})->first().outcome, Outcome::Rejected);
    }
}

void TestOwnFamilies::twoProcessesCountEachProductOnce()
{
    openTwo();
    QVERIFY(familiesOf(*m_first).declare(FamilyContract::declaration(), {}).ok());
    std::atomic<int> failed{0};
    const auto count = [&failed](OwnCatalog &catalog) {
        for (bool isDone = false; !isDone;) {
            const auto counted = familiesOf(catalog).advance(3);
            failed += !counted.ok();
            isDone = !counted || counted->finished();
        }
    };
    std::thread other([&] { count(*m_first); });
    count(*m_second);
    other.join();
    QCOMPARE(failed.load(), 0);
    QCOMPARE(m_database->ask("SELECT count(*) FROM completeness"), 32);
    QCOMPARE(m_database->ask("SELECT count(*) FROM change_log WHERE product = -2"), 1 + (FamilyContract::Products + 2) / 3 + (FamilyContract::Products % 3 == 0));
    agrees();
}

void TestOwnFamilies::editsOfAnotherProcessAreCounted()
{
    openTwo();
    std::atomic_bool isDone{false};
    std::atomic<int> wrong{0};
    std::thread editor([&] {
        for (int n = 0; !isDone || n < 60; ++n) {
            const auto edited = weigh(*m_second, 1 + n % 30, n % 2 == 0 ? 20 : 40);
            wrong += !edited.ok() && edited.error().code != ErrorCode::InvalidArgument;
        }
    });
    for (int round = 0; round < 6; ++round) {
        auto count = familiesOf(*m_first).declare(withMost(round % 2 == 0 ? 30 : 50), {});
        while (count && !count->finished())
            count = familiesOf(*m_first).advance(3);
        wrong += !count.ok();
    }
    isDone = true;
    editor.join();
    QCOMPARE(wrong.load(), 0);
    agrees();
}

void TestOwnFamilies::anEditWhileItsProductIsCountedIsNotLost()
{
    openTwo();
    declare(*m_first, FamilyContract::declaration());
    // Whoever counts has read product 7, and waits for the row of product 4 before it writes.
    const auto held = m_database->session();
    QVERIFY(held->ask("START TRANSACTION").ok() && held->ask("SELECT * FROM completeness WHERE product = 4 FOR UPDATE")->rows() == 1);
    FamilyDeclaration stricter = FamilyContract::declaration();
    stricter.families[0].required.append(QStringLiteral("size"));
    QVERIFY(familiesOf(*m_first).declare(stricter, {}).ok());
    std::atomic<int> failed{0};
    std::thread counting([&] { failed += !familiesOf(*m_first).advance(10).ok(); });
    const auto isRunning = [this](const char *statement) {
        return m_database->ask(QByteArray("SELECT count(*) FROM information_schema.processlist WHERE info LIKE '") + statement + "%'") > 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isRunning("INSERT INTO completeness"), 60'000);
    std::atomic_bool isEdited{false};
    std::thread editing([&] {
        failed += !weigh(*m_second, 7, 7).ok();
        isEdited = true;
    });
    QTRY_VERIFY_WITH_TIMEOUT(isEdited || isRunning("UPDATE product SET"), 60'000);
    QVERIFY(held->ask("ROLLBACK").ok());
    counting.join();
    editing.join();
    QCOMPARE(failed.load(), 0);
    QVERIFY(runCount(familiesOf(*m_first), [](qint64, qint64) {}, {}).ok());
    agrees();
}

void TestOwnFamilies::checkBroughtUp()
{
    QCOMPARE(m_database->ask("SELECT version FROM vitrine_schema"), storage::mysql::OwnSchemaVersion);
    QCOMPARE(m_database->ask("SELECT begun FROM vitrine_schema"), storage::mysql::OwnSchemaVersion);
    const Catalog ports = m_first->ports();
    const ProductKey shirt(QStringLiteral("A-1")), belt(QStringLiteral("A-3"));
    QCOMPARE(ports.products.product(shirt)->version, 4u);
    QCOMPARE(ports.history->ofProduct(shirt, 10, 0)->size(), 4);
    QCOMPARE(ports.history->sets(10, 0)->size(), 5);
    QCOMPARE(familiesOf(*m_first).counted()->generation, 0u);
    const auto read = readFamilies("[[channel]]\ncode = \"SG\"\nlocales = [\"en\", \"zh\"]\n[[attribute]]\ncode = \"title\"\nper = [\"locale\"]\n"
                                   "[[family]]\ncode = \"shirts\"\nattributes = [\"title\", \"weight\"]\nrequired = [\"title\", \"weight\"]\n"
                                   "[[family]]\ncode = \"bags\"\nattributes = [\"title\"]\nrequired = [\"title\"]\n",
                                   QStringLiteral("test"));
    QVERIFY(read.ok());
    declare(*m_first, *read);
    QCOMPARE(counts(*m_first), (QVector<std::pair<qint64, qint64>>{{1, 1}, {1, 1}, {2, 0}, {1, 1}}));
    // What version 2 removed comes back under its number, and is counted.
    const auto back = runSet(*ports.history, *ports.history->beginUndo(5, {}), [](qint64, qint64) {}, {});
    QCOMPARE(back->changed, 1);
    QCOMPARE(m_database->ask("SELECT id FROM product WHERE `key` = 'A-3'"), 3);
    QVERIFY(ports.writer.edit({belt, Edit::Field::Attribute, FamilyAttribute, {}, Value(OptionCode(QStringLiteral("bags"))), {}}).ok());
    QVERIFY(m_first->catchUp(std::chrono::seconds(60)));
    QCOMPARE(counts(*m_first).first(), std::pair(qint64(1), qint64(2)));
    const auto checked = m_first->check({});
    QVERIFY2(checked->found == 0, checked->found ? qPrintable(checked->findings.first().error.toString()) : "");
}

void TestOwnFamilies::anOlderDatabaseGetsThem()
{
    makeVersion2();
    m_first = open();
    checkBroughtUp();
}

void TestOwnFamilies::aHalfMadeChangeOfTablesIsGoneOnWith()
{
    makeVersion2();
    m_database->server.execute("USE own; UPDATE vitrine_schema SET begun = 3; CREATE TABLE families (one INT NOT NULL PRIMARY KEY, "
                               "generation BIGINT NOT NULL, declaration LONGTEXT NOT NULL) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin");
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("tables from format 2 to 3 was interrupted")));
    m_first = open();
    checkBroughtUp();
}

void TestOwnFamilies::whatCannotBeReadIsTold()
{
    openTwo();
    declare(*m_first, FamilyContract::declaration());
    cleanup();
    m_database->server.execute("USE own; UPDATE families SET declaration = '[[family'");
    const auto opened = m_database->tryToOpen(m_clock);
    QVERIFY(!opened.ok());
    QCOMPARE(opened.error().code, ErrorCode::Corrupt);
    QVERIFY2(opened.error().where.startsWith(u"families.declaration") && opened.error().remedy.contains(u"backup"), qPrintable(opened.error().toString()));
}

void TestOwnFamilies::whatColumnsDoNotHoldIsRefused()
{
    m_first = open();
    FamilyDeclaration declaration = FamilyContract::declaration();
    declaration.channels[0].code = QString(storage::mysql::MaxScope + 1, u'c');
    const auto refused = familiesOf(*m_first).declare(declaration, {});
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(refused.error().what.contains(u"64") && !refused.error().remedy.isEmpty(), qPrintable(refused.error().toString()));
    QCOMPARE(m_database->ask("SELECT count(*) FROM attribute"), 0);
    QCOMPARE(familiesOf(*m_first).counted()->generation, 0u);
}

QTEST_GUILESS_MAIN(TestOwnFamilies)
#include "tst_own_families.moc"
