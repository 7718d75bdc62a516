#include "catalog/support/sample_products.h"
#include "storage/mysql/support/own_database.h"

#include <QRegularExpression>
#include <QTest>

#include <atomic>
#include <thread>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::mysql::Access;
using storage::mysql::MysqlConnection;
using storage::mysql::OwnCatalog;

/// Vitrine's own catalog on a server that is killed, full, read-only, busy with others, or holds something else.
class TestOwnFailures : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        // A killed server keeps what it has acknowledged.
        m_database = std::make_unique<test::OwnDatabase>(QStringList{QStringLiteral("--innodb-flush-log-at-trx-commit=1"), QStringLiteral("--sync-binlog=1")});
    }
    void init()
    {
        m_database->empty();
        m_catalog.reset();
    }
    void cleanup() { m_catalog.reset(); }
    void cleanupTestCase() { m_database.reset(); }

    void onlyItsOwnTablesAreOpened();
    void whoMayNotWriteIsTold();
    void aReadOnlyServerRefusesWrites();
    void aFullTableTakesBackEverything();
    void withoutConnectionsItSaysSo();
    void aHeldProductEndsAtTheDeadline();
    void aDeadlockIsRunAgain();
    void aServerThatIsGoneIsNamedAndComesBack();
    void killedConnectionsLoseAndDoubleNothing();
    void writersThatMeetAllGetThrough();
    void anotherProcessIsHeardOf();
    void whatCommitsOutOfOrderIsHeardOf();
    void slowTransactionsAreLogged();

private:
    Result<std::unique_ptr<OwnCatalog>> tryToOpen(OwnCatalog::Options options = {}) { return m_database->tryToOpen(m_clock, options); }
    void open(OwnCatalog::Options options = {})
    {
        m_catalog.reset();
        m_catalog = m_database->open(m_clock, options);
    }
    Result<EditReceipt> rename(const Product &product, const QString &name) { return m_catalog->ports().writer.edit({product.key, Edit::Field::Name, {}, {}, Value(name), {}}); }

    SystemClock m_clock;
    std::unique_ptr<test::OwnDatabase> m_database;
    std::unique_ptr<OwnCatalog> m_catalog;
    const Product m_product = test::sampleProduct(1);
};

void TestOwnFailures::onlyItsOwnTablesAreOpened()
{
    const auto refusal = [this] {
        const auto opened = tryToOpen();
        return opened ? Error{ErrorCode::Internal, QStringLiteral("it was opened"), {}, {}} : opened.error();
    };
    m_database->server.execute("CREATE TABLE own.orders (id INT)");
    Error error = refusal();
    QCOMPARE(error.code, ErrorCode::Conflict);
    QVERIFY2(error.what.contains(u"not Vitrine's") && error.where.contains(u"/own") && !error.remedy.isEmpty(), qPrintable(error.toString()));
    QCOMPARE(m_database->ask("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'own'"), 1); // nothing was made beside it
    m_database->server.execute("DROP TABLE own.orders");
    open();
    QVERIFY(m_catalog->ports().writer.upsert({m_product}).ok());
    open();
    QCOMPARE(m_catalog->ports().search.productCount(), 1);
    m_catalog.reset();
    m_database->server.execute("UPDATE own.vitrine_schema SET version = 7, begun = 7");
    error = refusal();
    QCOMPARE(error.code, ErrorCode::Conflict);
    QVERIFY2(error.what.contains(u"newer Vitrine") && error.what.contains(u"7"), qPrintable(error.toString()));
    m_database->server.execute("UPDATE own.vitrine_schema SET version = 0, begun = 1; DROP TABLE own.history");
    error = refusal();
    QCOMPARE(error.code, ErrorCode::Conflict);
    QVERIFY2(error.what.contains(u"half made") && error.remedy.contains(u"drop"), qPrintable(error.toString()));
    m_database->server.execute("UPDATE own.vitrine_schema SET version = 3, begun = 4");
    QVERIFY2(refusal().what.contains(u"newer Vitrine") && refusal().what.contains(u"interrupted"), qPrintable(refusal().toString()));
}

void TestOwnFailures::whoMayNotWriteIsTold()
{
    const auto opened = OwnCatalog::open(m_database->server.reader(QStringLiteral("own")), {}, m_clock);
    QVERIFY(!opened.ok());
    QCOMPARE(opened.error().code, ErrorCode::PermissionDenied);
    QVERIFY2(opened.error().remedy.contains(u"GRANT"), qPrintable(opened.error().toString()));
}

void TestOwnFailures::aReadOnlyServerRefusesWrites()
{
    open();
    QVERIFY(m_catalog->ports().writer.upsert({m_product}).ok());
    m_database->server.execute("SET GLOBAL read_only = 1");
    const auto refused = rename(m_product, QStringLiteral("never"));
    const auto card = m_catalog->ports().cards.card(m_product.key);
    m_database->server.execute("SET GLOBAL read_only = 0");
    QCOMPARE(refused.error().code, ErrorCode::PermissionDenied);
    QVERIFY2(refused.error().what.contains(u"read") && refused.error().remedy.contains(u"read_only"), qPrintable(refused.error().toString()));
    QVERIFY(card.ok());
    QCOMPARE(card->version, 1u);
    QCOMPARE(rename(m_product, QStringLiteral("now"))->version, 2u);
}

void TestOwnFailures::aFullTableTakesBackEverything()
{
    open();
    QVERIFY(m_catalog->ports().writer.upsert({m_product}).ok());
    const qint64 entries = m_database->ask("SELECT count(*) FROM history");
    m_database->server.execute("CREATE TRIGGER own.is_full BEFORE INSERT ON own.change_log FOR EACH ROW SIGNAL SQLSTATE 'HY000' "
                      "SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'The table is full'");
    const auto refused = rename(m_product, QStringLiteral("never"));
    QCOMPARE(refused.error().code, ErrorCode::StorageFull);
    QVERIFY(!refused.error().remedy.isEmpty());
    QVERIFY(*m_catalog->ports().products.product(m_product.key) == test::asStored(m_product, 1));
    QCOMPARE(m_database->ask("SELECT count(*) FROM history"), entries);
    m_database->server.execute("DROP TRIGGER own.is_full");
    QVERIFY(rename(m_product, QStringLiteral("now")).ok());
    QCOMPARE(m_database->ask("SELECT count(*) FROM history"), entries + 1);
}

void TestOwnFailures::withoutConnectionsItSaysSo()
{
    m_database->server.execute("SET GLOBAL max_connections = 10");
    std::vector<std::unique_ptr<MysqlConnection>> taken;
    while (auto one = m_database->session())
        taken.push_back(std::move(one));
    const auto opened = tryToOpen();
    taken.clear();
    m_database->server.execute("SET GLOBAL max_connections = 151");
    QVERIFY(!opened.ok());
    QCOMPARE(opened.error().code, ErrorCode::Overloaded);
    QVERIFY2(opened.error().remedy.contains(u"max_connections"), qPrintable(opened.error().toString()));
}

void TestOwnFailures::aHeldProductEndsAtTheDeadline()
{
    OwnCatalog::Options options;
    options.deadline = std::chrono::milliseconds(800);
    open(options);
    QVERIFY(m_catalog->ports().writer.upsert({m_product}).ok());
    const auto other = m_database->session();
    QVERIFY(other->ask("START TRANSACTION").ok());
    QVERIFY(other->ask("UPDATE product SET updated_ms = 1").ok());
    const auto late = rename(m_product, QStringLiteral("never"));
    QVERIFY(!late.ok());
    QVERIFY2(late.error().code == ErrorCode::DeadlineExceeded && !late.error().remedy.isEmpty(), qPrintable(late.error().toString()));
    QVERIFY(other->ask("ROLLBACK").ok());
    QVERIFY(*m_catalog->ports().products.product(m_product.key) == test::asStored(m_product, 1));
    open();
    QCOMPARE(rename(m_product, QStringLiteral("now"))->version, 2u);
}

void TestOwnFailures::aDeadlockIsRunAgain()
{
    open();
    QVector<Product> products{test::sampleProduct(1), test::sampleProduct(2)};
    QVERIFY(m_catalog->ports().writer.upsert(products).ok());
    // The other session has changed more, so the server ends Vitrine's transaction, not its.
    m_database->server.execute("USE own; CREATE TABLE own.heavy (id INT PRIMARY KEY) SELECT seq AS id FROM seq_1_to_2000");
    const auto other = m_database->session();
    QVERIFY(other->ask("START TRANSACTION").ok());
    QVERIFY(other->ask("UPDATE heavy SET id = id + 10000").ok());
    QVERIFY(other->ask("UPDATE product SET updated_ms = 1 WHERE \"key\" = 'P-00002'").ok());
    for (Product &product : products)
        product.name += QStringLiteral(" again");
    Result<QVector<ProductOutcome>> outcomes = QVector<ProductOutcome>();
    std::thread writer([&] { outcomes = m_catalog->ports().writer.upsert(products); });
    bool isWaiting = false; // Vitrine has taken the first and waits for the second
    for (int i = 0; i < 3'000 && !isWaiting; ++i)
        isWaiting = m_database->ask("SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'INNODB_ROW_LOCK_CURRENT_WAITS'") == 1;
    const auto mine = other->ask("UPDATE product SET updated_ms = 1 WHERE \"key\" = 'P-00001'");
    const auto committed = other->ask("COMMIT");
    writer.join();
    QVERIFY(isWaiting);
    QVERIFY(mine.ok() && committed.ok());
    QVERIFY2(outcomes.ok(), outcomes ? "" : qPrintable(outcomes.error().toString()));
    QCOMPARE((*outcomes)[1].version, 2u);
    QVERIFY(m_catalog->transactions().conflicts >= 1);
    QVERIFY(*m_catalog->ports().products.product(products[0].key) == test::asStored(products[0], 2));
}

void TestOwnFailures::aServerThatIsGoneIsNamedAndComesBack()
{
    OwnCatalog::Options options;
    options.deadline = std::chrono::milliseconds(1'500);
    open(options);
    QVERIFY(m_catalog->ports().writer.upsert({m_product}).ok());
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("changes of others are not heard")));
    m_database->server.kill();
    const auto refused = rename(m_product, QStringLiteral("never"));
    QCOMPARE(refused.error().code, ErrorCode::Io);
    QVERIFY2(refused.error().where.contains(u"/own") && !refused.error().remedy.isEmpty(), qPrintable(refused.error().toString()));
    QTRY_VERIFY_WITH_TIMEOUT(m_catalog->figures().feed.isCutOff, 60'000);
    m_database->server.start();
    QTRY_VERIFY_WITH_TIMEOUT(!m_catalog->figures().feed.isCutOff, 60'000);
    QVERIFY(*m_catalog->ports().products.product(m_product.key) == test::asStored(m_product, 1));
    const auto renamed = rename(m_product, QStringLiteral("now"));
    QVERIFY2(renamed.ok(), renamed ? "" : qPrintable(renamed.error().toString()));
    QCOMPARE(renamed->version, 2u);
}

void TestOwnFailures::killedConnectionsLoseAndDoubleNothing()
{
    constexpr int Writers = 4, Edits = 60, EditsPerKill = 4;
    OwnCatalog::Options options;
    options.deadline = std::chrono::seconds(60);
    open(options);
    QVector<Product> products;
    for (int i = 0; i < Writers; ++i)
        products.append(test::sampleProduct(i));
    QVERIFY(m_catalog->ports().writer.upsert(products).ok());
    std::atomic<int> done{0}, failed{0}, wrong{0};
    std::vector<std::thread> writers;
    for (int i = 0; i < Writers; ++i) {
        writers.emplace_back([&, i] {
            for (int n = 0; n < Edits; ++n) {
                const auto receipt = m_catalog->ports().writer.edit({products[i].key, Edit::Field::Name, {}, {}, Value(QStringLiteral("name %1").arg(n)), {}});
                failed += !receipt.ok();
                wrong += receipt && receipt->version != quint32(n + 2); // each edit was made, and made once
                ++done;
            }
        });
    }
    for (int killed = 0; done < Writers * Edits;) {
        if (done < killed * EditsPerKill) {
            std::this_thread::yield();
            continue;
        }
        ++killed;
        m_database->server.execute("KILL HARD CONNECTION USER vitrine");
    }
    for (std::thread &writer : writers)
        writer.join();
    QCOMPARE(failed.load(), 0);
    QCOMPARE(wrong.load(), 0);
    QVERIFY(m_catalog->transactions().lost > 0);
    for (int i = 0; i < Writers; ++i)
        QCOMPARE(m_database->ask("SELECT version FROM product WHERE \"key\" = '" + products[i].key.toString().toUtf8() + '\''), Edits + 1);
    QCOMPARE(m_database->ask("SELECT count(*) FROM history WHERE field = 'name'"), Writers * Edits);
}

void TestOwnFailures::writersThatMeetAllGetThrough()
{
    constexpr int Writers = 6, Batches = 8;
    OwnCatalog::Options options;
    options.deadline = std::chrono::seconds(60);
    options.writers = Writers;
    open(options);
    std::atomic<int> failed{0}, created{0}, updated{0};
    std::vector<std::thread> writers;
    for (int i = 0; i < Writers; ++i) {
        writers.emplace_back([&, i] {
            for (int n = 0; n < Batches; ++n) {
                QVector<Product> batch;
                for (int k = 0; k < 10; ++k) { // the same ones in another order, with options that nobody has seen
                    Product product = test::sampleProduct((k * (i + 1) * 7 + n) % 10);
                    product.name = QStringLiteral("%1 of %2").arg(n).arg(i);
                    product.attributes[0].value = OptionCode(QStringLiteral("brand %1").arg(n));
                    batch.append(product);
                }
                const auto outcomes = m_catalog->ports().writer.upsert(batch);
                failed += !outcomes.ok();
                for (const ProductOutcome &outcome : outcomes ? *outcomes : QVector<ProductOutcome>()) {
                    created += outcome.outcome == Outcome::Created;
                    updated += outcome.outcome == Outcome::Updated;
                }
            }
        });
    }
    for (std::thread &writer : writers)
        writer.join();
    QCOMPARE(failed.load(), 0);
    QCOMPARE(qint64(created), m_database->ask("SELECT count(*) FROM product"));
    QCOMPARE(qint64(created + updated), m_database->ask("SELECT sum(version) FROM product"));
    const qint64 counted = m_database->ask("SELECT sum(number) FROM attribute_count");
    QCOMPARE(counted, m_database->ask("SELECT count(*) FROM \"value\""));
}

void TestOwnFailures::anotherProcessIsHeardOf()
{
    open();
    QVERIFY(m_catalog->ports().writer.upsert({m_product}).ok());
    auto other = *tryToOpen();
    const auto listed = [&] { return other->ports().search.find({}, {})->size(); };
    QCOMPARE(listed(), 1);
    Product product = test::sampleProduct(2);
    for (int n = 0; n < 5; ++n) { // options that the other one has never heard of, at once
        product.attributes[0].value = OptionCode(QStringLiteral("brand %1").arg(n));
        product.attributes.append({QStringLiteral("fresh_%1").arg(n), 1.0 * n, {QStringLiteral("C%1").arg(n), {}}});
        QVERIFY(m_catalog->ports().writer.upsert({product}).ok());
        const auto card = other->ports().cards.card(product.key);
        QVERIFY(card.ok());
        QCOMPARE(card->json, assembleCard(test::asStored(product, quint32(n + 1))));
    }
    QVERIFY(other->catchUp(std::chrono::seconds(60)));
    QCOMPARE(other->ports().search.productCount(), 2);
    QVERIFY(other->figures().feed.heard >= 5);
    QTRY_COMPARE_WITH_TIMEOUT(listed(), 2, 60'000);
    QVERIFY(m_catalog->ports().writer.remove(product.key, {}, {}).ok());
    QTRY_COMPARE_WITH_TIMEOUT(listed(), 1, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(other->figures().listLag.count(), 0, 60'000);
}

void TestOwnFailures::whatCommitsOutOfOrderIsHeardOf()
{
    open();
    const auto early = m_database->session(); // takes its number first and commits last
    QVERIFY(early->ask("START TRANSACTION").ok());
    QVERIFY(early->ask("INSERT INTO change_log (product, products, at_ms, token) VALUES (9, 1, 0, 1)").ok());
    QVERIFY(m_catalog->ports().writer.upsert({m_product}).ok());
    QVERIFY(m_catalog->catchUp(std::chrono::seconds(60)));
    QCOMPARE(m_catalog->ports().search.productCount(), 1);
    QVERIFY(early->ask("COMMIT").ok());
    QVERIFY(m_catalog->catchUp(std::chrono::seconds(60)));
    QCOMPARE(m_catalog->ports().search.productCount(), 2);
}

void TestOwnFailures::slowTransactionsAreLogged()
{
    OwnCatalog::Options options;
    options.slow = std::chrono::milliseconds(0);
    open(options);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("slow transaction, looking up")));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("slow transaction, new attributes")));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("slow transaction, 1 products took.*START TRANSACTION;.*INSERT INTO product.*COMMIT")));
    QVERIFY(m_catalog->ports().writer.upsert({m_product}).ok());
    QVERIFY(m_catalog->transactions().slow >= 3); // families are read, too
    QVERIFY(m_catalog->transactions().duration.count() >= 3);
}

QTEST_GUILESS_MAIN(TestOwnFailures)
#include "tst_own_failures.moc"
