#include "catalog/support/sample_products.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;

/// What this store keeps beyond the contract of every writer (storage/support/writer_contract.h): labels and counts.
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

    void attributesAreDescribedAndCounted();

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

QTEST_GUILESS_MAIN(TestRoundTrip)
#include "tst_round_trip.moc"
