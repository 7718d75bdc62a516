#include "catalog/support/sample_products.h"
#include "storage/sqlite/commit_gate.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/sqlite_catalog.h"
#include "storage/sqlite/statement.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <optional>
#include <thread>

using namespace vitrine;
using namespace vitrine::catalog;
using namespace vitrine::storage::sqlite;

/// Readers beside a writer: an acknowledged change is seen by everybody, and several connections see one
/// state.
class TestNeverStale : public QObject
{
    Q_OBJECT

private slots:
    void acknowledgedEditsAreSeen();
    void versionsNeverGoBack();
    void aCardThatWasAskedForIsKeptUntilItChanges();
    void commitGate_data();
    void commitGate();

private:
    static int tornReads(bool withGate);
};

namespace {

std::unique_ptr<SqliteCatalog> openWith(const QString &dir, int products)
{
    auto opened = SqliteCatalog::open(dir);
    if (!opened)
        qFatal("%s", qPrintable(opened.error().toString()));
    QVector<Product> all;
    for (int n = 0; n < products; ++n)
        all.append(test::sampleProduct(n));
    if (!(*opened)->ports().writer.upsert(all))
        qFatal("the products do not go in");
    return std::move(opened).value();
}

Edit rename(const ProductKey &key, int n)
{
    return {key, Edit::Field::Name, {}, {}, Value(QStringLiteral("Name %1").arg(n)), {}};
}

} // namespace

void TestNeverStale::acknowledgedEditsAreSeen()
{
    QTemporaryDir dir;
    const auto store = openWith(dir.path(), 16);
    auto ports = store->ports();
    std::array<std::atomic<quint32>, 16> acknowledged{};
    std::atomic_bool stop{false};
    std::atomic<int> stale{0}, wrong{0};
    std::atomic<qint64> reads{0};

    std::vector<std::thread> readers;
    for (int r = 0; r < 3; ++r) {
        readers.emplace_back([&, r] {
            for (int i = r; !stop.load(); ++i) {
                const int n = i % 16;
                const ProductKey key = test::sampleProduct(n).key;
                const quint32 atLeast = acknowledged[size_t(n)].load();
                const auto card = ports.cards.card(key);
                if (!card || card->version < atLeast)
                    ++stale;
                else if (!card->json.contains("\"version\":" + QByteArray::number(card->version) + ','))
                    ++wrong;
                // What the truth has shown, the card shows afterwards.
                const auto product = ports.products.product(key);
                const auto after = ports.cards.card(key);
                if (!product || !after || after->version < product->version || product->version < atLeast)
                    ++stale;
                ++reads;
            }
        });
    }
    std::vector<std::thread> writers;
    for (int w = 0; w < 2; ++w) {
        writers.emplace_back([&, w] {
            for (int i = 0; i < 400; ++i) {
                const int n = (i * 2 + w) % 16;
                const auto receipt = ports.writer.edit(rename(test::sampleProduct(n).key, i));
                if (receipt)
                    acknowledged[size_t(n)].store(receipt->version);
                else
                    ++wrong;
            }
        });
    }
    for (auto &writer : writers)
        writer.join();
    stop = true;
    for (auto &reader : readers)
        reader.join();
    QCOMPARE(stale.load(), 0);
    QCOMPARE(wrong.load(), 0);
    QVERIFY(reads.load() > 100);
}

void TestNeverStale::versionsNeverGoBack()
{
    // A reader that pauses while its read transaction stays open: the next read sees what was written
    // meanwhile.
    QTemporaryDir dir;
    const auto store = openWith(dir.path(), 1);
    const ProductKey key = test::sampleProduct(0).key;
    auto ports = store->ports();
    for (quint32 version = 1; version < 60; ++version) {
        QCOMPARE(ports.cards.card(key)->version, version);
        if (version % 20 == 0)
            QTest::qSleep(250); // a checkpoint passes
        QVERIFY(ports.writer.edit(rename(key, int(version))).ok());
    }
}

void TestNeverStale::aCardThatWasAskedForIsKeptUntilItChanges()
{
    QTemporaryDir dir;
    const ProductKey key = test::sampleProduct(0).key;
    for (const qint64 memory : {qint64(1 << 20), qint64(0)}) {
        Options options;
        options.cardMemoryBytes = memory;
        const auto store = SqliteCatalog::open(dir.path(), options);
        QVERIFY2(store.ok(), qPrintable(store ? QString() : store.error().toString()));
        auto ports = (*store)->ports();
        QVERIFY(ports.writer.upsert({test::sampleProduct(0)}));
        // The same bytes in memory, not only equal ones: nobody has read a file.
        const auto sameAgain = [&](const Result<Card> &card) { return ports.cards.card(key)->json.constData() == card->json.constData(); };
        const auto first = ports.cards.card(key);
        QCOMPARE(sameAgain(first), memory > 0);
        QVERIFY(ports.writer.edit(rename(key, int(memory))).ok());
        const auto renamed = ports.cards.card(key);
        QVERIFY(renamed->version > first->version);
        QCOMPARE(sameAgain(renamed), memory > 0);
        QVERIFY(ports.writer.remove(key, std::nullopt, {}).ok());
        QCOMPARE(ports.cards.card(key).error().code, ErrorCode::NotFound);
    }
}

int TestNeverStale::tornReads(bool withGate)
{
    QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("two.db"));
    const auto writing = Connection::open(file, Connection::Kind::Truth);
    sqlite3 *writer = (*writing)->handle();
    execute(writer, "CREATE TABLE head (version INTEGER); CREATE TABLE body (version INTEGER)");
    execute(writer, "INSERT INTO head VALUES (0); INSERT INTO body VALUES (0)");

    CommitGate gate;
    std::atomic_bool stop{false};
    std::thread commits([&] {
        while (!stop.load()) {
            execute(writer, "BEGIN IMMEDIATE");
            execute(writer, "UPDATE head SET version = version + 1");
            execute(writer, "UPDATE body SET version = version + 1");
            std::optional<CommitGate::Committing> committing;
            if (withGate)
                committing.emplace(gate);
            execute(writer, "COMMIT");
        }
    });
    int torn = 0;
    std::thread reads([&] {
        auto first = Connection::open(file, Connection::Kind::Truth);
        auto second = Connection::open(file, Connection::Kind::Truth);
        Statement head((*first)->handle(), "SELECT version FROM head");
        Statement body((*second)->handle(), "SELECT version FROM body");
        for (int i = 0; i < 20'000; ++i) {
            {
                std::optional<CommitGate::Reading> reading;
                if (withGate)
                    reading.emplace(gate);
                execute((*first)->handle(), "BEGIN");
                head.step();
                execute((*second)->handle(), "BEGIN");
                body.step();
            }
            torn += head.integer(0) != body.integer(0);
            head.reset();
            body.reset();
            execute((*first)->handle(), "COMMIT");
            execute((*second)->handle(), "COMMIT");
        }
    });
    reads.join();
    stop = true;
    commits.join();
    return torn;
}

void TestNeverStale::commitGate_data()
{
    QTest::addColumn<bool>("withGate");
    QTest::newRow("with the gate") << true;
    QTest::newRow("without the gate") << false;
}

void TestNeverStale::commitGate()
{
    QFETCH(bool, withGate);
    const int torn = tornReads(withGate);
    qInfo("%d of 20000 reads torn", torn);
    QCOMPARE(torn == 0, withGate);
}

QTEST_GUILESS_MAIN(TestNeverStale)
#include "tst_never_stale.moc"
