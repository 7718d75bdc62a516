#include "catalog/history.h"
#include "catalog/no_such_product.h"
#include "catalog/support/sample_products.h"
#include "storage/mysql/kept_cards.h"
#include "storage/mysql/support/own_database.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace vitrine;
using namespace vitrine::catalog;
using namespace std::chrono_literals;
using storage::mysql::KeptCards;
using storage::mysql::OwnCatalog;

namespace {

Edit rename(const ProductKey &key, int n)
{
    return {key, Edit::Field::Name, {}, {}, Value(QStringLiteral("Name %1").arg(n)), {}};
}

/// Tables of one product, which count how often they are read.
class CountingTables final : public CardReader
{
public:
    quint32 version = 1;
    int reads = 0;
    std::function<void()> meanwhile = [] {};

    Result<Card> card(const ProductKey &key) override
    {
        ++reads;
        const Card read{"{\"version\":" + QByteArray::number(version) + '}', version};
        meanwhile();
        return version > 0 ? Result<Card>(read) : catalog::noSuchProduct(key);
    }
    Result<Card> card(const ProductKey &key, const Scope &) override { return card(key); }
};

} // namespace

/// Cards in memory in front of a MariaDB catalog: an acknowledged change of this process is seen by everybody, one of
/// another process when it is heard of, and nothing is shown from memory when nothing is heard.
class TestKeptCards : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_database = std::make_unique<test::OwnDatabase>(); }
    void init() { m_database->empty(); }
    void cleanupTestCase() { m_database.reset(); }

    void whatIsKeptAndWhatNot();
    void whoeverHearsNothingReadsTheTables();
    void acknowledgedChangesAreSeen();
    void everyKindOfChangeIsSeen();
    void changesOfOthersAreSeenWhenHeardOf();
    void aGoneDatabaseIsNotCoveredUp();

private:
    std::unique_ptr<OwnCatalog> open(int products)
    {
        auto catalog = m_database->open(m_clock, test::OwnDatabase::patient());
        QVector<Product> all;
        for (int n = 0; n < products; ++n)
            all.append(test::sampleProduct(n));
        if (products > 0 && !catalog->ports().writer.upsert(all))
            qFatal("the products do not go in");
        return catalog;
    }
    /// Reads the card until it is in memory.
    static bool isKept(OwnCatalog &catalog, const ProductKey &key)
    {
        return catalog.ports().cards.card(key).ok() && catalog.ports().cards.kept(key).has_value();
    }

    SystemClock m_clock;
    std::unique_ptr<test::OwnDatabase> m_database;
};

void TestKeptCards::whatIsKeptAndWhatNot()
{
    CountingTables tables;
    KeptCards cards(tables, 1 << 20, [] { return std::chrono::steady_clock::now(); });
    const ProductKey key(QStringLiteral("A"));
    const QSet<QByteArray> keys{"A"};
    QVERIFY(!cards.kept(key));
    QCOMPARE(cards.card(key)->version, 1u);
    QCOMPARE(cards.card(key)->version, 1u);
    QCOMPARE(cards.cards({key, key}, {})->at(1)->version, 1u);
    QCOMPARE(tables.reads, 1);
    QCOMPARE(cards.card(key, Scope{QStringLiteral("SG"), {}})->version, 1u); // another document
    QCOMPARE(tables.reads, 2);

    // While a commit is under way both versions are true; afterwards the old one is not.
    cards.changing(keys);
    QVERIFY(!cards.kept(key));
    tables.version = 2;
    QCOMPARE(cards.card(key)->version, 2u);
    cards.changed(keys);
    QCOMPARE(cards.card(key)->version, 2u);
    const int reads = tables.reads;
    QCOMPARE(cards.card(key)->version, 2u);
    QCOMPARE(tables.reads, reads);

    // Read before a change and back after it: shown, and not kept.
    cards.forget(keys);
    tables.meanwhile = [&] {
        tables.version = 3;
        cards.forget(keys);
    };
    QCOMPARE(cards.card(key)->version, 2u);
    tables.meanwhile = [] {};
    QCOMPARE(cards.card(key)->version, 3u);
    // Who was shown a newer one elsewhere is not shown this one any more.
    QVERIFY(cards.kept(key));
    cards.seen(key, 3);
    QVERIFY(cards.kept(key));
    cards.seen(key, 4);
    QVERIFY(!cards.kept(key));
    // Nor is one that is gone.
    cards.forgetAll();
    tables.version = 0;
    QCOMPARE(cards.card(key).error().code, ErrorCode::NotFound);
    QCOMPARE(cards.count(), 0);

    KeptCards none(tables, 0, [] { return std::chrono::steady_clock::now(); });
    tables.version = 5;
    QCOMPARE(none.card(key)->version, 5u);
    QVERIFY(!none.kept(key));
}

void TestKeptCards::whoeverHearsNothingReadsTheTables()
{
    CountingTables tables;
    std::chrono::steady_clock::duration silence{};
    KeptCards cards(tables, 1 << 20, [&] { return std::chrono::steady_clock::now() - silence; });
    const ProductKey key(QStringLiteral("A"));
    QCOMPARE(cards.card(key)->version, 1u);
    QVERIFY(cards.kept(key));
    tables.version = 2; // by another process, unheard
    silence = KeptCards::LongestUnheard;
    QVERIFY(!cards.kept(key));
    QCOMPARE(cards.card(key)->version, 2u);
    QCOMPARE(cards.cards({key}, {})->first()->version, 2u);
}

void TestKeptCards::acknowledgedChangesAreSeen()
{
    const auto store = open(16);
    auto ports = store->ports();
    std::array<std::atomic<quint32>, 16> acknowledged{};
    std::atomic_bool stop{false};
    std::atomic<int> stale{0}, wrong{0};
    std::atomic<qint64> reads{0}, fromMemory{0};
    std::vector<std::thread> threads;
    for (int r = 0; r < 2; ++r) {
        threads.emplace_back([&, r] {
            for (int i = r; !stop; ++i) {
                const int n = i % 16;
                const ProductKey key = test::sampleProduct(n).key;
                const quint32 atLeast = acknowledged[size_t(n)];
                fromMemory += ports.cards.kept(key).has_value();
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
            for (int i = 0; i < 200; ++i) {
                const int n = (i * 2 + w) % 16;
                const auto receipt = ports.writer.edit(rename(test::sampleProduct(n).key, i));
                receipt ? acknowledged[size_t(n)].store(receipt->version) : void(++wrong);
            }
        });
    }
    for (std::thread &writer : writers)
        writer.join();
    while (reads < 100 && stale == 0)
        std::this_thread::yield();
    stop = true;
    for (std::thread &thread : threads)
        thread.join();
    qInfo("%lld reads, %lld of them from memory", reads.load(), fromMemory.load());
    QCOMPARE(stale.load(), 0);
    QCOMPARE(wrong.load(), 0);
}

void TestKeptCards::everyKindOfChangeIsSeen()
{
    const auto store = open(3);
    auto ports = store->ports();
    const Product product = test::sampleProduct(1);
    const auto shows = [&](quint32 version) { return ports.cards.card(product.key).map([&](const Card &card) { return card.version == version; }); };
    const auto keep = [&] { QTRY_VERIFY_WITH_TIMEOUT(isKept(*store, product.key), 60'000); };
    keep();
    QVERIFY(ports.writer.edit(rename(product.key, 1)).ok());
    QVERIFY(*shows(2));
    keep();
    QVERIFY(ports.writer.upsert({product}).ok());
    QVERIFY(*shows(3));
    keep();
    QVERIFY(ports.writer.replace(test::sampleProduct(1), 3).ok()); // nothing to do
    QVERIFY(*shows(3));
    Product other = product;
    other.name = QStringLiteral("other");
    QVERIFY(ports.writer.replace(other, 3, {QStringLiteral("me"), {}}).ok());
    QVERIFY(*shows(4));
    keep();
    const auto removal = ports.writer.remove(product.key, {}, {});
    QVERIFY(removal.ok());
    QCOMPARE(ports.cards.card(product.key).error().code, ErrorCode::NotFound);
    auto &history = *ports.history;
    const auto undo = history.beginUndo(removal->change, {});
    QVERIFY(undo.ok() && history.advance(undo->id, 100).ok());
    QVERIFY(*shows(6));
    keep();
    const auto set = history.beginUndo(undo->id, {}); // it goes again
    QVERIFY(set.ok() && history.advance(set->id, 100).ok());
    QCOMPARE(ports.cards.card(product.key).error().code, ErrorCode::NotFound);
}

void TestKeptCards::changesOfOthersAreSeenWhenHeardOf()
{
    const auto writer = open(4), reader = open(0);
    auto shown = reader->ports();
    const auto key = [](int n) { return test::sampleProduct(n).key; };
    for (int round = 1; round <= 20; ++round) {
        for (int n = 0; n < 4; ++n)
            QTRY_VERIFY_WITH_TIMEOUT(isKept(*reader, key(n)), 60'000);
        QVERIFY(writer->ports().writer.edit(rename(key(round % 3), round)).ok());
        const auto truth = writer->ports().products.product(key(round % 3));
        QVERIFY(reader->catchUp(60s));
        QCOMPARE(shown.cards.card(key(round % 3))->version, truth->version);
        // Sooner where somebody has looked at the truth.
        QVERIFY(writer->ports().writer.edit(rename(key(round % 3), -round)).ok());
        QCOMPARE(shown.products.product(key(round % 3))->version, truth->version + 1);
        QCOMPARE(shown.cards.card(key(round % 3))->version, truth->version + 1);
    }
    QTRY_VERIFY_WITH_TIMEOUT(isKept(*reader, key(3)), 60'000);
    QVERIFY(writer->ports().writer.remove(key(3), {}, {}).ok());
    QVERIFY(reader->catchUp(60s));
    QCOMPARE(shown.cards.card(key(3)).error().code, ErrorCode::NotFound);
    // Of what the log does not tell any more nothing is kept.
    QTRY_VERIFY_WITH_TIMEOUT(isKept(*reader, key(2)), 60'000);
    m_database->server.execute("USE own; BEGIN; UPDATE product SET name = 'renamed unheard', version = 99 WHERE `key` = '" + key(2).toString().toUtf8() +
                               "'; INSERT INTO change_log SELECT max(seq) + 5000, 1, 0, 0, 1 FROM change_log; SET @last = (SELECT max(seq) FROM change_log); "
                               "DELETE FROM change_log WHERE seq < @last; COMMIT");
    QVERIFY(reader->catchUp(60s));
    QCOMPARE(shown.cards.card(key(2))->version, 99u);
}

void TestKeptCards::aGoneDatabaseIsNotCoveredUp()
{
    const auto store = open(1);
    const ProductKey key = test::sampleProduct(0).key;
    QTRY_VERIFY_WITH_TIMEOUT(isKept(*store, key), 60'000);
    m_database->server.stop();
    QTRY_VERIFY_WITH_TIMEOUT(!store->ports().cards.card(key), 60'000);
    m_database->server.start();
    QTRY_VERIFY_WITH_TIMEOUT(isKept(*store, key), 60'000);
}

QTEST_GUILESS_MAIN(TestKeptCards)
#include "tst_kept_cards.moc"
