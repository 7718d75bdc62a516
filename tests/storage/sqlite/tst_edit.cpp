#include "catalog/support/sample_products.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;

/// Text, order and filters follow an edit before it is acknowledged; the rest is in storage/support/writer_contract.h.
class TestEdit : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        auto opened = SqliteCatalog::open(m_dir->path());
        QVERIFY(opened.ok());
        m_catalog = std::move(opened).value();
        QVERIFY(m_catalog->ports().writer.upsert({m_product, test::sampleProduct(4)}).ok());
    }
    void cleanup() { m_catalog.reset(); }

    void reachesTextAndOrder();

private:
    qint64 found(const QString &text)
    {
        Query query;
        query.text = text;
        return m_catalog->ports().search.find(query, {})->size();
    }

    const Product m_product = test::sampleProduct(1);
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<SqliteCatalog> m_catalog;
};

void TestEdit::reachesTextAndOrder()
{
    auto ports = m_catalog->ports();
    QCOMPARE(found(QStringLiteral("umbrella")), 0);
    QVERIFY(
        ports.writer.edit({m_product.key, Edit::Field::Name, {}, {}, Value(QStringLiteral("Umbrella")), {}})
            .ok());
    QCOMPARE(found(QStringLiteral("umbrella")), 1);
    QCOMPARE(found(QStringLiteral("\"number 1\"")), 0);

    Query byName;
    byName.sort = SortBy::Name;
    byName.descending = true;
    const auto first = [&] { return ports.search.rows(*ports.search.find(byName, {}), 0, 1)->first(); };
    QCOMPARE(first().name, QStringLiteral("Umbrella"));
    QVERIFY(ports.writer.edit({m_product.key, Edit::Field::Name, {}, {}, Value(QStringLiteral("Anorak")), {}})
                .ok());
    QVERIFY(first().key == test::sampleProduct(4).key);

    Query cheap;
    cheap.priceToMinor = 5;
    QCOMPARE(ports.search.find(cheap, {})->size(), 0);
    QVERIFY(
        ports.writer.edit({m_product.key, Edit::Field::PriceMinor, QStringLiteral("SG"), {}, Value(3.0), {}})
            .ok());
    QCOMPARE(ports.search.find(cheap, {})->size(), 1);
}

QTEST_GUILESS_MAIN(TestEdit)
#include "tst_edit.moc"
