#include "catalog/plan/card_source.h"
#include "catalog/plan/product_listing.h"
#include "catalog/plan/support/without_snapshot.h"
#include "catalog/support/sample_products.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;

/// Vitrine's own schema is one description among others: what the planner reads by it is what the store
/// itself reads.
class TestPlannedCard : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        auto opened = SqliteCatalog::open(m_dir.path());
        QVERIFY2(opened.ok(), opened ? "" : qPrintable(opened.error().toString()));
        m_catalog = *std::move(opened);
        QVector<Product> products;
        for (int n = 0; n < 60; ++n)
            products.append(test::sampleProduct(n));
        products[7].variants.clear();
        QVERIFY(m_catalog->ports().writer.upsert(products).ok());
        for (const Product &product : std::as_const(products))
            m_keys.append(product.key);
        m_source = open(m_catalog->planBackend());
        QVERIFY(m_source);
    }
    void cleanupTestCase()
    {
        m_source.reset();
        m_catalog.reset();
    }

    void thePlannerReadsWhatTheStoreReads()
    {
        for (const ProductKey &key : std::as_const(m_keys)) {
            const auto reading = m_source->read({key}, {});
            QVERIFY2(reading.ok(), reading ? "" : qPrintable(reading.error().toString()));
            QCOMPARE(reading->products.size(), size_t(1));
            const Product expected = m_catalog->ports().products.product(key).value();
            QCOMPARE(reading->products[0].product.version, expected.version);
            QCOMPARE(assembleCard(reading->products[0].product), assembleCard(expected));
            QVERIFY(reading->products[0].product == expected);
        }
        QVERIFY(m_source->read({ProductKey(QStringLiteral("nobody"))}, {})->products.empty());
    }

    void aPageCostsAsManyStatementsAsOneProduct()
    {
        const auto one = m_source->read({m_keys[3]}, {});
        const auto page = m_source->read(m_keys, {});
        QVERIFY(one && page);
        QCOMPARE(page->products.size(), size_t(m_keys.size()));
        QCOMPARE(page->fetched.traces.size(), one->fetched.traces.size());
    }

    void listsByAttributesAreTheStores()
    {
        const auto listing = plan::ProductListing::build(*m_source, {}, {}, {}, [](qint64) {});
        QVERIFY2(listing.ok(), listing ? "" : qPrintable(listing.error().toString()));
        using Kind = AttributeFilter::Kind;
        Query query;
        query.attributes = {{QStringLiteral("color"), Kind::AnyOf, false, {QStringLiteral("red")}},
                            {QStringLiteral("weight"), Kind::Range, false, {}, QStringLiteral("2"), QStringLiteral("12.5")},
                            {QStringLiteral("size"), Kind::Present}};
        query.sort = SortBy::Attribute;
        query.sortAttribute = QStringLiteral("released");
        query.descending = true;
        query.facets = {QStringLiteral("color"), QStringLiteral("washable"), QStringLiteral("weight")};
        const auto found = (*listing)->find(query, {});
        const auto expected = m_catalog->ports().search.find(query, {});
        QVERIFY(found && expected);
        QCOMPARE(found->size(), expected->size());
        QVERIFY(found->size() > 10);
        const auto rows = m_catalog->ports().search.rows(*expected, 0, expected->size());
        const auto keys = (*listing)->keysOf(*found, 0, found->size());
        for (qint64 row = 0; row < found->size(); ++row)
            QCOMPARE(keys[row], rows->at(row).key);
        const auto facets = (*listing)->facets(query, {});
        const auto expectedFacets = m_catalog->ports().search.facets(query, {});
        QVERIFY(facets && expectedFacets);
        for (qsizetype i = 0; i < 3; ++i) {
            const AttributeFacet &here = facets->attributes[i], &there = expectedFacets->attributes[i];
            QCOMPARE(here.values.size(), there.values.size());
            for (qsizetype value = 0; value < here.values.size(); ++value)
                QVERIFY(here.values[value].value == there.values[value].value && here.values[value].count == there.values[value].count);
            QCOMPARE(here.steps.size(), there.steps.size());
        }
        query.attributes[0].code = QStringLiteral("colour");
        QVERIFY((*listing)->find(query, {}).error().what.contains(QStringLiteral("'color'")));
    }

    void whatIsAddedLaterIsUnderstood()
    {
        Product product = test::sampleProduct(100);
        product.attributes.append(
            {QStringLiteral("quite_new"), OptionCode(QStringLiteral("never seen")), {}});
        QVERIFY(m_catalog->ports().writer.upsert({product}).ok());
        m_clock.advance(std::chrono::seconds(2));
        const auto reading = m_source->read({product.key}, {});
        QVERIFY(reading && reading->products.size() == 1);
        QVERIFY(reading->products[0].product == m_catalog->ports().products.product(product.key).value());
    }

    void explainSaysWhatWasDone()
    {
        const auto explained = m_source->explain(m_keys[3], {});
        QVERIFY(explained.ok());
        const QJsonArray fetches = (*explained)[QStringLiteral("fetches")].toArray();
        QCOMPARE(fetches.size(), 6);
        qint64 rows = 0;
        for (const QJsonValue &fetch : fetches) {
            QCOMPARE(fetch[QStringLiteral("tables")].toArray().size(), 1);
            QVERIFY(fetch[QStringLiteral("startUs")].toInteger() +
                        fetch[QStringLiteral("lengthUs")].toInteger() <=
                    (*explained)[QStringLiteral("totalUs")].toInteger());
            rows += fetch[QStringLiteral("rows")].toInteger();
        }
        const Product product = m_catalog->ports().products.product(m_keys[3]).value();
        QVERIFY(rows > product.attributes.size());
        const QJsonObject replaced = (*explained)[QStringLiteral("replaces")].toObject();
        QCOMPARE(replaced[QStringLiteral("limit")].toInt(), 64);
        QVERIFY(replaced[QStringLiteral("tables")].toInt() > 5);
        const auto joined = m_source->tryJoin(m_keys[3], {});
        QVERIFY2(joined.ok(), joined ? "" : qPrintable(joined.error().toString()));
        const auto missing = m_source->explain(ProductKey(QStringLiteral("nobody")), {});
        QVERIFY(!missing && missing.error().code == ErrorCode::NotFound);
    }

    void aDeadlineAndACancelEndIt()
    {
        plan::RunOptions late;
        late.deadline = std::chrono::steady_clock::now();
        QCOMPARE(m_source->read(m_keys, late).error().code, ErrorCode::DeadlineExceeded);
        plan::RunOptions cancelled;
        cancelled.cancel.request();
        QCOMPARE(m_source->read(m_keys, cancelled).error().code, ErrorCode::Cancelled);
        // In the middle of one statement, too.
        plan::RunOptions soon;
        soon.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
        const auto endless = m_source->ask(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n", soon);
        QCOMPARE(endless.error().code, ErrorCode::DeadlineExceeded);
        QVERIFY(m_source->read(m_keys, {}).ok());
    }

    void aWrongDescriptionIsRefused()
    {
        auto description = plan::builtInDescription(QStringLiteral("magento"));
        const auto source = plan::CardSource::open(*description, m_catalog->planBackend(), m_clock);
        QVERIFY(!source);
        QVERIFY2(source.error().what.contains(u"no table") &&
                     source.error().where.startsWith(u"magento.toml:"),
                 qPrintable(source.error().toString()));
    }

    /// A writer changes name, price and stock together at full speed; a card with parts of two writes is
    /// torn.
    void noCardIsTorn()
    {
        std::atomic_bool stop{false};
        std::atomic<int> writes{0};
        std::thread writer([&] {
            for (int n = 0; !stop; ++n, ++writes) {
                Product pair;
                pair.key = ProductKey(QStringLiteral("PAIR"));
                pair.name = QString::number(n);
                pair.prices.append({{}, QStringLiteral("USD"), n});
                pair.variants.append({QStringLiteral("PAIR"), {}, {}, n});
                (void)m_catalog->ports().writer.upsert({pair});
            }
        });
        while (writes < 1)
            std::this_thread::yield();
        const auto torn = [](plan::CardSource &source) {
            const auto reading = source.read({ProductKey(QStringLiteral("PAIR"))}, {});
            if (!reading || reading->products.size() != 1)
                return -1;
            const Product &pair = reading->products[0].product;
            return int(pair.name.toInt() != pair.prices.value(0).minor ||
                       pair.prices.value(0).minor != pair.stock());
        };
        int tornWith = 0, failed = 0;
        const int before = writes;
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 20'000 || (writes < before + 200 && timer.elapsed() < 20'000); ++i) {
            const int result = torn(*m_source);
            tornWith += result > 0;
            failed += result < 0;
        }
        test::WithoutSnapshot loose(m_catalog->planBackend());
        const auto without = open(loose);
        int tornWithout = 0;
        for (timer.restart(); tornWithout == 0 && timer.elapsed() < 20'000;)
            tornWithout += torn(*without) > 0;
        stop = true;
        writer.join();
        qInfo("%d writes; torn with one snapshot: %d, without: %d", writes.load(), tornWith, tornWithout);
        QCOMPARE(failed, 0);
        QCOMPARE(tornWith, 0);
        QVERIFY(tornWithout > 0);
    }

private:
    std::unique_ptr<plan::CardSource> open(plan::Backend &backend)
    {
        auto source = plan::CardSource::open(plan::builtInDescription(QStringLiteral("vitrine")).value(),
                                             backend, m_clock);
        if (!source)
            qFatal("%s", qPrintable(source.error().toString()));
        return *std::move(source);
    }

    struct TurnedClock final : Clock
    {
        SystemClock system;
        std::chrono::nanoseconds by{0};
        void advance(std::chrono::nanoseconds more) { by += more; }
        Steady now() const override
        {
            return system.now() + std::chrono::duration_cast<Steady::duration>(by);
        }
        Wall wallTime() const override { return system.wallTime(); }
    } m_clock;
    QTemporaryDir m_dir;
    std::unique_ptr<SqliteCatalog> m_catalog;
    std::unique_ptr<plan::CardSource> m_source;
    QVector<ProductKey> m_keys;
};

QTEST_GUILESS_MAIN(TestPlannedCard)
#include "tst_planned_card.moc"
