#include "base/s3_fifo.h"

#include <QTest>

using namespace vitrine;

/// What VariantCacheTest does not need: a value that was made from something that is gone since does not come in.
class TestS3Fifo : public QObject
{
    Q_OBJECT

private slots:
    void whatWasMadeBeforeARemovalIsRefused()
    {
        S3Fifo<int> cache(1 << 20, 1 << 20);
        S3Fifo<int>::Moment before, after;
        QVERIFY(!cache.find("a", &before));
        cache.remove("a"); // it was not even there
        QVERIFY(!cache.store("a", 1, 10, before));
        QVERIFY(!cache.find("a", &after));
        QVERIFY(cache.store("a", 2, 10, after));
        QCOMPARE(cache.find("a"), 2);
    }
    void aRemovalByWhatTheyAreCountsToo()
    {
        S3Fifo<int> cache(1 << 20, 1 << 20);
        QVERIFY(cache.store("a", 1, 10));
        QVERIFY(cache.store("b", 2, 10));
        S3Fifo<int>::Moment before;
        QVERIFY(!cache.find("c", &before));
        QCOMPARE(cache.removeIf([](int value) { return value == 1; }), 1);
        QVERIFY(!cache.find("a"));
        QCOMPARE(cache.find("b"), 2);
        QVERIFY(!cache.store("c", 3, 10, before));
        QCOMPARE(cache.count(), 1);
    }
    void withoutMemoryNothingIsKept()
    {
        S3Fifo<int> cache(0, 1 << 20);
        QVERIFY(!cache.store("a", 1, 0));
        QCOMPARE(cache.sizeBytes(), 0);
    }
    void itStaysWithinItsBytes()
    {
        constexpr qint64 Most = 64 << 10;
        S3Fifo<int> cache(Most, 16 << 10);
        for (int i = 0; i < 5'000; ++i) {
            cache.store(QByteArray::number(i), i, 100 + i % 400);
            QVERIFY(cache.sizeBytes() <= Most);
        }
        QVERIFY(cache.count() > 50);
    }
};

QTEST_APPLESS_MAIN(TestS3Fifo)
#include "tst_s3_fifo.moc"
