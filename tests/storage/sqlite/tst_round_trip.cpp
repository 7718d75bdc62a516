#include "catalog/support/sample_products.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;

/// What goes in comes out, whatever its type and scope, also after closing and opening again.
class TestRoundTrip : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        open();
    }
    void cleanup() { m_catalog.reset(); }

    void everyValueTypeAndScope();
    void cardIsWhatTheTruthAssemblesTo();
    void outcomes();
    void rejectsOnlyWhatBreaksARule();
    void scopedCardFallsBack();
    void attributesAreDescribedAndCounted();
    void forEachIsInOrderAndStops();

private:
    void open()
    {
        m_catalog.reset();
        auto opened = SqliteCatalog::open(m_dir->path());
        QVERIFY2(opened.ok(), opened.ok() ? "" : qPrintable(opened.error().toString()));
        m_catalog = std::move(opened).value();
    }
    QVector<ProductOutcome> upsert(const QVector<Product> &products)
    {
        auto outcomes = m_catalog->ports().writer.upsert(products);
        if (!outcomes)
            qFatal("%s", qPrintable(outcomes.error().toString()));
        return *outcomes;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<SqliteCatalog> m_catalog;
};

void TestRoundTrip::everyValueTypeAndScope()
{
    QVector<Product> products;
    for (int n = 0; n < 50; ++n)
        products.append(test::sampleProduct(n));
    products[7].variants.clear();
    upsert(products);
    for (int round = 0; round < 2; ++round) {
        for (const Product &product : std::as_const(products)) {
            const auto read = m_catalog->ports().products.product(product.key);
            QVERIFY(read.ok());
            QVERIFY(*read == test::asStored(product, 1));
        }
        open();
    }
    QCOMPARE(m_catalog->ports().search.productCount(), 50);
    QCOMPARE(m_catalog->ports().products.product(ProductKey(QStringLiteral("none"))).error().code,
             ErrorCode::NotFound);
}

void TestRoundTrip::cardIsWhatTheTruthAssemblesTo()
{
    QVector<Product> products;
    for (int n = 0; n < 300; ++n)
        products.append(test::sampleProduct(n));
    upsert(products);
    for (const Product &product : std::as_const(products)) {
        const auto card = m_catalog->ports().cards.card(product.key);
        QVERIFY(card.ok());
        QCOMPARE(card->json, assembleCard(test::asStored(product, 1)));
        QCOMPARE(card->version, 1u);
    }
    QCOMPARE(m_catalog->ports().cards.card(ProductKey(QStringLiteral("none"))).error().code,
             ErrorCode::NotFound);
}

void TestRoundTrip::outcomes()
{
    QVector<Product> products = {test::sampleProduct(1), test::sampleProduct(2)};
    QCOMPARE(upsert(products)[1].outcome, Outcome::Created);
    products[0].attributes[1].value = QStringLiteral("other");
    std::reverse(products[1].attributes.begin(), products[1].attributes.end());
    const auto again = upsert(products);
    QCOMPARE(again[0].outcome, Outcome::Updated);
    QCOMPARE(again[0].version, 2u);
    QCOMPARE(again[1].outcome, Outcome::Unchanged);
    QCOMPARE(again[1].version, 1u);
    QCOMPARE(m_catalog->ports().cards.card(products[0].key)->json,
             assembleCard(test::asStored(products[0], 2)));
    QVERIFY(*m_catalog->ports().products.product(products[0].key) == test::asStored(products[0], 2));
}

void TestRoundTrip::rejectsOnlyWhatBreaksARule()
{
    QVector<Product> products(6);
    products[0] = test::sampleProduct(0);
    products[1] = test::sampleProduct(1);
    products[1].key = ProductKey();
    products[2] = test::sampleProduct(2);
    products[2].attributes[4].value = QStringLiteral("heavy");
    products[3] = test::sampleProduct(3);
    products[3].attributes.append(products[3].attributes.first());
    products[4] = test::sampleProduct(4);
    products[4].attributes[1].code = QStringLiteral("Bad Code");
    products[5] = test::sampleProduct(5);
    const auto outcomes = upsert(products);
    for (int n = 1; n < 5; ++n) {
        QCOMPARE(outcomes[n].outcome, Outcome::Rejected);
        QCOMPARE(outcomes[n].error.code, ErrorCode::InvalidArgument);
        QVERIFY(!outcomes[n].error.what.isEmpty());
        QVERIFY(!outcomes[n].error.where.isEmpty());
    }
    QCOMPARE(outcomes[0].outcome, Outcome::Created);
    QCOMPARE(outcomes[5].outcome, Outcome::Created);
    QCOMPARE(m_catalog->ports().search.productCount(), 2);
    QVERIFY(outcomes[2].error.what.contains(QStringLiteral("number")));
}

void TestRoundTrip::scopedCardFallsBack()
{
    const Product product = test::sampleProduct(3);
    upsert({product});
    const auto scoped = [&](const char *channel, const char *locale) {
        const Scope scope{QString::fromLatin1(channel), QString::fromLatin1(locale)};
        return m_catalog->ports().cards.card(product.key, scope)->json;
    };
    QVERIFY(scoped("", "").contains("Waterproof, size 3"));
    QVERIFY(scoped("SG", "th_TH").contains("SG only 3"));
    QVERIFY(scoped("TH", "th_TH").contains("กันน้ำ 3"));
    QVERIFY(scoped("MY", "").contains("Waterproof, size 3"));
    QVERIFY(!scoped("MY", "").contains("\"color\""));
    QVERIFY(scoped("MY", "ms_MY").contains("\"color\":\"blue\""));
}

void TestRoundTrip::attributesAreDescribedAndCounted()
{
    auto ports = m_catalog->ports();
    QVERIFY(
        ports.writer
            .describe({{QStringLiteral("weight"), QStringLiteral("Weight"), QStringLiteral("kg")},
                       {QStringLiteral("brand"), QStringLiteral("ACME Inc."), {}, QStringLiteral("acme")}})
            .ok());
    upsert({test::sampleProduct(0), test::sampleProduct(1)});
    const auto find = [&](const QString &code) {
        const auto attributes = *ports.products.attributes();
        return *std::find_if(attributes.begin(), attributes.end(),
                             [&](const Attribute &a) { return a.code == code; });
    };
    QVERIFY(find(QStringLiteral("weight")) == (Attribute{QStringLiteral("weight"), QStringLiteral("Weight"),
                                                         ValueType::Number, QStringLiteral("kg"), 2}));
    QCOMPARE(find(QStringLiteral("description")).valueCount, 6);
    const auto rows = ports.search.rows(*ports.search.find({}, {}), 0, 10);
    QCOMPARE((*rows)[0].brand, QStringLiteral("ACME Inc."));
    open();
    QCOMPARE(m_catalog->ports().products.attributes()->size(), 7);
}

void TestRoundTrip::forEachIsInOrderAndStops()
{
    QVector<Product> products;
    for (int n = 20; n > 0; --n)
        products.append(test::sampleProduct(n));
    upsert(products);
    QVector<Product> seen;
    QVERIFY(m_catalog->ports().products.forEach([&](const Product &product) {
        seen.append(product);
        return true;
    }));
    QCOMPARE(seen.size(), 20);
    QVERIFY(seen.first() == test::asStored(products.first(), 1));
    int visits = 0;
    const Status stopped = m_catalog->ports().products.forEach([&](const Product &) { return ++visits < 5; });
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QCOMPARE(visits, 5);
}

QTEST_GUILESS_MAIN(TestRoundTrip)
#include "tst_round_trip.moc"
