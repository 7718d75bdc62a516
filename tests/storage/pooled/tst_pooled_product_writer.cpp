#include "catalog/support/memory_catalog.h"
#include "catalog/support/sample_products.h"
#include "storage/pooled_product_writer.h"

#include <QTest>

#include <future>

using namespace vitrine;
using namespace vitrine::catalog;

/// Every change of the catalog takes its place in the write pool.
class TestPooledProductWriter : public QObject
{
    Q_OBJECT

private slots:
    void passesOnWhatTheCatalogAnswers();
    void failureIsThePoolsFailureToo();
    void editIsRefusedWhenTheQueueIsFull();
    void drainedPoolRefuses();

private:
    SystemClock m_clock;
};

void TestPooledProductWriter::passesOnWhatTheCatalogAnswers()
{
    storage::WritePool pool(2, 8, m_clock);
    test::MemoryCatalog catalog;
    storage::PooledProductWriter writer(catalog, pool, storage::WriteClass::Bulk, QStringLiteral("import"));
    QVERIFY(
        writer.describe({{QStringLiteral("weight"), QStringLiteral("Weight"), QStringLiteral("kg")}}).ok());
    const auto outcomes = writer.upsert({test::sampleProduct(1), test::sampleProduct(2)});
    QVERIFY(outcomes.ok());
    QCOMPARE(outcomes->size(), 2);
    const auto receipt = writer.edit(
        {test::sampleProduct(1).key, Edit::Field::Name, {}, {}, Value(QStringLiteral("New")), {}});
    QCOMPARE(receipt->version, 2u);
    QCOMPARE(pool.snapshot().completed, 3u);
    QVERIFY(pool.snapshot().writtenBytes > 0);
}

void TestPooledProductWriter::failureIsThePoolsFailureToo()
{
    storage::WritePool pool(1, 8, m_clock);
    test::MemoryCatalog catalog;
    storage::PooledProductWriter writer(catalog, pool, storage::WriteClass::Interactive,
                                        QStringLiteral("edit"));
    catalog.failWrites(Error{ErrorCode::StorageFull, QStringLiteral("full"), {}, {}});
    QCOMPARE(writer.upsert({test::sampleProduct(1)}).error().code, ErrorCode::StorageFull);
    QCOMPARE(pool.snapshot().failed, 1u);
    catalog.failWrites({});
    QVERIFY(writer.upsert({test::sampleProduct(1)}).ok());
}

void TestPooledProductWriter::editIsRefusedWhenTheQueueIsFull()
{
    storage::WritePool pool(1, 1, m_clock);
    test::MemoryCatalog catalog;
    QVERIFY(catalog.upsert({test::sampleProduct(1)}).ok());
    storage::PooledProductWriter writer(catalog, pool, storage::WriteClass::Interactive,
                                        QStringLiteral("edit"));
    std::promise<void> release;
    const auto released = release.get_future().share();
    const auto wait = [released]() -> Status {
        released.wait();
        return Done{};
    };
    const auto busy = [](Status) {};
    QVERIFY(pool.submit({QStringLiteral("slow"), storage::WriteClass::Interactive, 0, wait}, busy).ok());
    QTRY_VERIFY(pool.snapshot().lanes[0].busy);
    QVERIFY(pool.submit({QStringLiteral("queued"), storage::WriteClass::Interactive, 0, wait}, busy).ok());
    const Edit edit{test::sampleProduct(1).key, Edit::Field::Name, {}, {}, Value(QStringLiteral("New")), {}};
    QCOMPARE(writer.edit(edit).error().code, ErrorCode::Overloaded);
    release.set_value();
    QTRY_COMPARE(pool.snapshot().completed, 2u);
    QVERIFY(writer.edit(edit).ok());
}

void TestPooledProductWriter::drainedPoolRefuses()
{
    storage::WritePool pool(1, 8, m_clock);
    test::MemoryCatalog catalog;
    storage::PooledProductWriter writer(catalog, pool, storage::WriteClass::Bulk, QStringLiteral("import"));
    pool.drain();
    QCOMPARE(writer.upsert({test::sampleProduct(1)}).error().code, ErrorCode::Overloaded);
    QCOMPARE(catalog.productCount(), 0);
}

QTEST_GUILESS_MAIN(TestPooledProductWriter)
#include "tst_pooled_product_writer.moc"
