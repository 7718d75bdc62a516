#include "catalog/catalog.h"
#include "catalog/plan/card_source.h"
#include "storage/mysql/mysql_backend.h"
#include "storage/mysql/support/magento_shop.h"

#include <QTest>

#include <algorithm>

using namespace vitrine;
using namespace vitrine::catalog;

/// Products in the EAV tables of a Magento shop on a real server come out as they went in, whichever way they
/// are read.
class TestMagento : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_server = std::make_unique<test::MariaDbServer>();
        m_products = test::shopProducts();
        test::fillMagentoShop(*m_server, "shop", m_products);
        auto backend = storage::mysql::MysqlBackend::open(m_server->reader(QStringLiteral("shop")));
        QVERIFY2(backend.ok(), backend ? "" : qPrintable(backend.error().toString()));
        m_backend = *std::move(backend);
        auto source =
            plan::CardSource::open(*plan::builtInDescription(QStringLiteral("magento")), *m_backend, m_clock);
        QVERIFY2(source.ok(), source ? "" : qPrintable(source.error().toString()));
        m_source = *std::move(source);
    }
    void cleanupTestCase()
    {
        m_source.reset();
        m_backend.reset();
        m_server.reset();
    }

    void everyProductComesOut_data()
    {
        QTest::addColumn<int>("way");
        for (const plan::Way way : {plan::Way::Auto, plan::Way::Serial, plan::Way::Batch, plan::Way::Scatter})
            QTest::newRow(plan::wayName(way).data()) << int(way);
    }
    void everyProductComesOut()
    {
        QFETCH(int, way);
        plan::RunOptions options;
        options.way = plan::Way(way);
        QHash<QString, Product> expected;
        QVector<ProductKey> keys;
        for (const Product &product : std::as_const(m_products)) {
            expected.insert(product.key.toString(), test::asRead(product));
            keys.append(product.key);
        }
        qsizetype seen = 0;
        for (qsizetype first = 0; first < keys.size(); first += 50) {
            const auto reading = m_source->read(keys.mid(first, 50), options);
            QVERIFY2(reading.ok(), reading ? "" : qPrintable(reading.error().toString()));
            for (const plan::MergedProduct &merged : reading->products) {
                const QString key = merged.product.key.toString();
                QVERIFY(merged.product.version > 1'600'000'000); // the time of its last change
                QCOMPARE(merged.updatedMs, qint64(merged.product.version) * 1'000);
                QCOMPARE(merged.imageFiles, QStringList{QStringLiteral("/p/%1.jpg").arg(key)});
                const Product is = test::asRead(merged.product);
                QVERIFY2(is == expected[key], firstDifference(assembleCard(is), assembleCard(expected[key])));
                ++seen;
            }
        }
        QCOMPARE(seen, m_products.size());
    }

    void aPageCostsAsManyStatementsAsOneProduct()
    {
        QVector<ProductKey> keys;
        for (int i = 0; i < 50; ++i)
            keys.append(m_products[i].key);
        const auto one = m_source->read({keys[0]}, {}); // has variants
        const auto page = m_source->read(keys, {});
        QVERIFY(one && page);
        QCOMPARE(page->fetched.traces.size(), one->fetched.traces.size());
    }

    void variantsAreNotListed()
    {
        qsizetype listed = 0;
        for (qint64 after = 0;;) {
            const auto page = m_source->list(after, 100, {});
            QVERIFY2(page.ok(), page ? "" : qPrintable(page.error().toString()));
            if (page->empty())
                break;
            for (const auto &product : *page)
                QCOMPARE(product.key, m_products[listed++].key);
            after = page->back().id;
        }
        QCOMPARE(listed, m_products.size());
    }

    void thingsAddedLaterAreUnderstood()
    {
        const qint64 id = m_source->list(0, 2, {})->at(1).id;
        m_server->execute(
            "USE shop; INSERT INTO eav_attribute VALUES (9000, 4, 'later', 'varchar', 'text', 'Later');"
            "INSERT INTO catalog_product_entity_varchar (attribute_id, store_id, entity_id, value) VALUES "
            "(9000, 0, " +
            QByteArray::number(id) + ", 'new')");
        QTest::qWait(1'100); // dictionaries are read again at most once a second
        const auto reading = m_source->read({m_products[1].key}, {});
        QVERIFY(reading && reading->products.size() == 1);
        const auto &attributes = reading->products[0].product.attributes;
        QVERIFY(std::any_of(attributes.begin(), attributes.end(),
                            [](const AttributeValue &value) { return value.code == u"later"; }));
        m_server->execute("DELETE FROM shop.catalog_product_entity_varchar WHERE attribute_id = 9000");
    }

    void explainNamesTheDatabaseAndTheJoin()
    {
        const auto explained = m_source->explain(m_products[0].key, {});
        QVERIFY2(explained.ok(), explained ? "" : qPrintable(explained.error().toString()));
        QVERIFY((*explained)[QStringLiteral("database")].toString().startsWith(u"MariaDB 1"));
        const QJsonObject replaced = (*explained)[QStringLiteral("replaces")].toObject();
        QCOMPARE(replaced[QStringLiteral("limit")].toInt(), 61);
        QVERIFY(replaced[QStringLiteral("tables")].toInt() > 10);
        const auto rows = m_source->tryJoin(m_products[0].key, {});
        QVERIFY2(rows.ok(), rows ? "" : qPrintable(rows.error().toString()));
    }

    void aMissingTableIsNamed()
    {
        m_server->execute("CREATE DATABASE half; CREATE TABLE half.catalog_product_entity (entity_id int)");
        auto backend = storage::mysql::MysqlBackend::open(m_server->reader(QStringLiteral("half")));
        QVERIFY(backend.ok());
        const auto source =
            plan::CardSource::open(*plan::builtInDescription(QStringLiteral("magento")), **backend, m_clock);
        QVERIFY(!source);
        QVERIFY2(source.error().where.startsWith(u"magento.toml:") && source.error().what.contains(u"eav_"),
                 qPrintable(source.error().toString()));
    }

private:
    static QByteArray firstDifference(const QByteArray &is, const QByteArray &expected)
    {
        const auto [here, there] = std::mismatch(is.begin(), is.end(), expected.begin(), expected.end());
        const qsizetype at = std::max<qsizetype>(0, here - is.begin() - 100);
        return is.left(60) + " has\n" + is.mid(at, 200) + "\nand not\n" + expected.mid(at, 200);
    }

    SystemClock m_clock;
    std::unique_ptr<test::MariaDbServer> m_server;
    QVector<Product> m_products;
    std::unique_ptr<storage::mysql::MysqlBackend> m_backend;
    std::unique_ptr<plan::CardSource> m_source;
};

QTEST_GUILESS_MAIN(TestMagento)
#include "tst_magento.moc"
