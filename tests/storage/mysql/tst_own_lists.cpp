#include "catalog/bulk_run.h"
#include "catalog/support/sample_products.h"
#include "storage/mysql/support/own_database.h"
#include "support/manual_clock.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::mysql::OwnCatalog;

/// Lists, filters and search follow the changes of other processes product by product, and say the same as if they had
/// just been read.
class TestOwnLists : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_database = std::make_unique<test::OwnDatabase>(); }
    void init()
    {
        m_database->empty();
        m_writer = open();
        QVector<Product> products;
        for (int n = 0; n < Products; ++n)
            products.append(test::sampleProduct(n));
        QVERIFY(writer().upsert(products).ok());
        m_reader = open();
        QCOMPARE(m_reader->ports().search.find({}, {})->size(), Products);
        QCOMPARE(m_reader->figures().listReadings, 1);
    }
    void cleanup()
    {
        m_reader.reset();
        m_writer.reset();
    }
    void cleanupTestCase() { m_database.reset(); }

    void eachChangeIsShown();
    void aBulkEditAndItsUndoAreShown();
    void anAttributeOfAnotherTypeIsShown();
    void theOneThatWasChangedLastComesFirst();
    void labelsAreShown();
    void aLostConnectionGoesOnWhereItWas();
    void aTrimmedLogIsReadAnew();
    void aLateChangeAmongManyOpenNumbersIsShown();
    void whoeverReadsMeanwhileSeesWholeProducts();

private:
    static constexpr int Products = 250; // more than a page

    std::unique_ptr<OwnCatalog> open() { return m_database->open(m_clock, test::OwnDatabase::patient()); }
    ProductWriter &writer() { return m_writer->ports().writer; }
    /// What a catalog answers to all sorts of questions.
    static QStringList answers(OwnCatalog &catalog)
    {
        QStringList answers;
        QVector<Query> queries;
        for (const SortBy sort : {SortBy::Catalog, SortBy::Key, SortBy::Name, SortBy::Price, SortBy::Stock, SortBy::Updated})
            queries.append(Query{{}, {}, {}, {}, {}, false, {}, sort});
        for (const char *text : {"renamed", "P-000", "acme", "fresh"})
            queries.append(Query{QString::fromLatin1(text), {}, {}, {}, {}});
        queries.append(Query{{}, {QStringLiteral("Fresh")}, {}, {}, {}});
        queries.append(Query{{}, {}, {QStringLiteral("fresh brand")}, {}, {}});
        queries.append(Query{{}, {}, {}, 1'000, 2'000});
        auto &search = catalog.ports().search;
        for (const Query &query : std::as_const(queries)) {
            const auto found = search.find(query, {});
            const auto rows = search.rows(*found, 0, found->size());
            QStringList line;
            for (const Row &row : *rows)
                line.append(row.key.toString() + u'@' + QString::number(row.version));
            const auto facets = search.facets(query, {});
            for (const auto *counts : {&facets->brands, &facets->categories}) {
                QStringList sorted;
                for (const FacetCount &count : *counts)
                    sorted.append(count.value + u'=' + QString::number(count.count));
                sorted.sort();
                line += sorted;
            }
            answers.append(line.join(u' '));
        }
        return answers;
    }
    /// The reader's lists are those of a process that has just read everything, and it did not do so itself.
    void compare(int readings = 1)
    {
        QVERIFY(m_reader->catchUp(std::chrono::seconds(60)));
        QCOMPARE(m_reader->figures().listLag.count(), 0);
        const QStringList expected = answers(*open()), shown = answers(*m_reader);
        for (qsizetype i = 0; i < expected.size(); ++i)
            QCOMPARE(shown[i], expected[i]);
        QCOMPARE(m_reader->figures().listReadings, readings);
    }

    SystemClock m_clock;
    std::unique_ptr<test::OwnDatabase> m_database;
    std::unique_ptr<OwnCatalog> m_writer, m_reader;
    QString m_brand, m_brandFacet, m_finish; ///< as they are called at the moment
};

void TestOwnLists::eachChangeIsShown()
{
    Product changed = test::sampleProduct(7);
    changed.name = QStringLiteral("Renamed 7");
    changed.categories = {QStringLiteral("Fresh/Leaf")};
    changed.attributes[0].value = OptionCode(QStringLiteral("fresh brand"));
    changed.prices[0].minor += 100;
    changed.images.clear();
    QVERIFY(writer().upsert({changed}).ok());
    compare();
    Product fresh = test::sampleProduct(Products + 3);
    fresh.name = QStringLiteral("Fresh one");
    QVERIFY(writer().upsert({fresh}).ok());
    compare();
    const auto removal = writer().remove(test::sampleProduct(100).key, {}, {});
    QVERIFY(removal.ok());
    compare();
    QCOMPARE(m_reader->ports().search.find({}, {})->size(), Products);
    auto &history = *m_writer->ports().history;
    QVERIFY(runSet(history, *history.beginUndo(removal->change, {}), [](qint64, qint64) {}, {}).ok());
    compare();
    const auto all = m_reader->ports().search.find({}, {});
    QCOMPARE(m_reader->ports().search.rows(*all, 100, 1)->first().key, test::sampleProduct(100).key); // in its old place
}

void TestOwnLists::aBulkEditAndItsUndoAreShown()
{
    BulkEdit edit;
    edit.products = *m_writer->ports().search.find({}, {});
    edit.changes = {*parseBulkChange(QStringLiteral("categories+=Fresh"), {}), *parseBulkChange(QStringLiteral("price+=5%"), {})};
    auto &history = *m_writer->ports().history;
    const auto set = runSet(history, *history.begin(edit, {}), [](qint64, qint64) {}, {});
    QVERIFY(set.ok() && set->changed == Products);
    compare();
    QCOMPARE(m_reader->ports().search.find(Query{{}, {QStringLiteral("Fresh")}, {}, {}, {}}, {})->size(), Products);
    QVERIFY(runSet(history, *history.beginUndo(set->id, {}), [](qint64, qint64) {}, {}).ok());
    compare();
    QCOMPARE(m_reader->ports().search.find(Query{{}, {QStringLiteral("Fresh")}, {}, {}, {}}, {})->size(), 0);
}

void TestOwnLists::anAttributeOfAnotherTypeIsShown()
{
    Product product = test::sampleProduct(5);
    const Product without = product;
    const auto count = [this](AttributeFilter filter) {
        Query query;
        query.attributes = {filter};
        return m_reader->ports().search.find(query, {})->size();
    };
    product.attributes.append({QStringLiteral("turning"), 5.0, {}});
    QVERIFY(writer().upsert({product}).ok());
    QVERIFY(m_reader->catchUp(std::chrono::seconds(60)));
    QCOMPARE(count({QStringLiteral("turning"), AttributeFilter::Kind::Range, false, {}, QStringLiteral("4"), QStringLiteral("6")}), 1);
    QVERIFY(writer().upsert({without}).ok());
    product.attributes.last().value = QStringLiteral("five"); // of no values it may become another
    QVERIFY(writer().upsert({product}).ok());
    QVERIFY(m_reader->catchUp(std::chrono::seconds(60)));
    QCOMPARE(count({QStringLiteral("turning"), AttributeFilter::Kind::AnyOf, false, {QStringLiteral("five")}}), 1);
    compare();
}

void TestOwnLists::theOneThatWasChangedLastComesFirst()
{
    m_writer.reset();
    test::ManualClock clock;
    m_writer = m_database->open(clock, test::OwnDatabase::patient());
    const auto change = [&](int number, const char *name) {
        clock.advance(std::chrono::hours(100'000)); // later than the system's clock as well
        Product product = test::sampleProduct(number);
        product.name = QString::fromLatin1(name);
        QVERIFY(writer().upsert({product}).ok());
    };
    for (const char *name : {"One", "Two", "Three"})
        change(9, name); // more versions than the other
    change(7, "Later");
    QVERIFY(m_reader->catchUp(std::chrono::seconds(60)));
    Query query;
    query.sort = SortBy::Updated;
    query.descending = true;
    for (const auto &catalog : {m_reader.get(), m_writer.get()}) {
        auto &search = catalog->ports().search;
        QCOMPARE(search.rows(*search.find(query, {}), 0, 2)->at(0).key, test::sampleProduct(7).key);
        QCOMPARE(search.rows(*search.find(query, {}), 0, 2)->at(1).key, test::sampleProduct(9).key);
    }
}

void TestOwnLists::labelsAreShown()
{
    Product product = test::sampleProduct(5);
    product.attributes[0] = {QStringLiteral("brand"), OptionCode(QStringLiteral("hp")), {}};
    product.attributes.append({QStringLiteral("finish"), OptionCode(QStringLiteral("m")), {}});
    QVERIFY(writer().upsert({product}).ok());
    const auto shown = [this] {
        Query query{test::sampleProduct(5).key.toString(), {}, {}, {}, {}};
        query.facets = {QStringLiteral("brand"), QStringLiteral("finish")};
        QVERIFY2(m_reader->catchUp(std::chrono::seconds(60)), "in time");
        auto &search = m_reader->ports().search;
        const auto facets = search.facets(query, {});
        m_brand = search.rows(*search.find(query, {}), 0, 1)->first().brand;
        m_brandFacet = facets->brands.first().label;
        m_finish = facets->attributes.first().label + u'/' + facets->attributes.first().values.first().label;
    };
    shown();
    QCOMPARE(m_brand + m_brandFacet, QStringLiteral("hphp"));
    QCOMPARE(m_finish, QStringLiteral("finish/m"));
    AttributeHint brand, matt, finish;
    brand.code = QStringLiteral("brand");
    brand.option = QStringLiteral("hp");
    brand.label = QStringLiteral("Hewlett-Packard");
    matt.code = finish.code = QStringLiteral("finish");
    matt.option = QStringLiteral("m");
    matt.label = QStringLiteral("Matt");
    finish.label = QStringLiteral("Surface");
    QVERIFY(writer().describe({brand, matt, finish}).ok());
    shown();
    QCOMPARE(m_brand, brand.label);
    QCOMPARE(m_brandFacet, brand.label);
    QCOMPARE(m_finish, QStringLiteral("Surface/Matt"));
    compare();
}

void TestOwnLists::aLostConnectionGoesOnWhereItWas()
{
    for (int n = 0; n < 5; ++n) {
        m_database->server.execute("KILL HARD CONNECTION USER vitrine");
        Product product = test::sampleProduct(n);
        product.name = QStringLiteral("renamed meanwhile");
        QVERIFY(writer().upsert({product}).ok());
    }
    QVERIFY(writer().remove(test::sampleProduct(20).key, {}, {}).ok());
    m_database->server.execute("KILL HARD CONNECTION USER vitrine");
    compare();
    QCOMPARE(m_reader->ports().search.productCount(), Products - 1);
}

void TestOwnLists::aTrimmedLogIsReadAnew()
{
    QVERIFY(m_reader->catchUp(std::chrono::seconds(60)));
    // As if this process had slept while more was written than the log keeps.
    m_database->server.execute("USE own; BEGIN; UPDATE product SET name = 'renamed unheard', version = 9 WHERE id = 3; DELETE FROM product WHERE id = 4; "
                      "INSERT INTO change_log SELECT max(seq) + 5000, 5, 0, 0, 1 FROM change_log; SET @last = (SELECT max(seq) FROM change_log); "
                      "DELETE FROM change_log WHERE seq < @last; COMMIT");
    compare(2);
    QCOMPARE(m_reader->ports().search.productCount(), Products - 1);
    // And from here on product by product again.
    Product changed = test::sampleProduct(7);
    changed.name = QStringLiteral("renamed after it");
    QVERIFY(writer().upsert({changed}).ok());
    compare(2);
}

/// As in a cluster under load, whose nodes take turns in numbering: most numbers of the log never come, one comes late.
void TestOwnLists::aLateChangeAmongManyOpenNumbersIsShown()
{
    const auto change = [](int product) {
        return "INSERT INTO change_log (product, products, at_ms, token) VALUES (" + QByteArray::number(product) + ", 0, round(unix_timestamp(now(3)) * 1000), 1)";
    };
    const auto late = m_database->session(), others = m_database->session();
    QVERIFY(others->ask("SET SESSION auto_increment_increment = 90").ok());
    const auto othersGoOn = [&] {
        for (int n = 0; n < 150; ++n)
            QVERIFY(others->ask(change(7)).ok());
        QVERIFY(m_reader->catchUp(std::chrono::seconds(60)));
    };
    othersGoOn();
    for (const QByteArray &statement : {QByteArray("SET SESSION idle_write_transaction_timeout = 0"), QByteArray("START TRANSACTION"),
                                        QByteArray("UPDATE product SET name = 'late', version = 9 WHERE id = 5"), change(5)})
        QVERIFY(late->ask(statement).ok());
    othersGoOn();
    QCOMPARE(m_reader->ports().search.find(Query{QStringLiteral("late"), {}, {}, {}, {}}, {})->size(), 0);
    QVERIFY(late->ask("COMMIT").ok());
    QVERIFY(m_reader->catchUp(std::chrono::seconds(60)));
    QCOMPARE(m_reader->ports().search.find(Query{QStringLiteral("late"), {}, {}, {}, {}}, {})->size(), 1);
    compare();
}

void TestOwnLists::whoeverReadsMeanwhileSeesWholeProducts()
{
    // A product is either cheap and in Low, or dear and in High: whoever sees one without the other has seen half of it.
    const auto product = [](bool isDear) {
        Product made = test::sampleProduct(11);
        made.categories = {isDear ? QStringLiteral("High") : QStringLiteral("Low")};
        made.prices = {{{}, QStringLiteral("USD"), isDear ? 9'000'000 : 1}};
        return made;
    };
    QVERIFY(writer().upsert({product(false)}).ok());
    QVERIFY(m_reader->catchUp(std::chrono::seconds(60)));
    std::atomic_bool stop{false};
    std::atomic<int> wrong{0};
    std::vector<std::thread> readers;
    for (int r = 0; r < 2; ++r) {
        readers.emplace_back([&] {
            Query half;
            half.categories = {QStringLiteral("Low")};
            half.priceFromMinor = 8'000'000;
            while (!stop)
                wrong += m_reader->ports().search.find(half, {})->size() != 0;
        });
    }
    // With readers that never end, each change is shown all the same.
    for (int round = 1; round <= 20; ++round) {
        wrong += !writer().upsert({product(round % 2 == 1)}).ok();
        wrong += !m_reader->catchUp(std::chrono::seconds(60));
        Query dear;
        dear.priceFromMinor = 9'000'000;
        wrong += m_reader->ports().search.find(dear, {})->size() != round % 2;
    }
    stop = true;
    for (std::thread &reader : readers)
        reader.join();
    QCOMPARE(wrong.load(), 0);
}

QTEST_GUILESS_MAIN(TestOwnLists)
#include "tst_own_lists.moc"
