#include "base/clock.h"
#include "numbered_variant.h"
#include "storage/pooled_variant_store.h"
#include "storage/variants/segment_file.h"
#include "storage/variants/segment_variant_store.h"

#include <QtTest>

#include <csignal>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace vitrine;
using namespace vitrine::storage;
using images::Purge;
using test::numberedVariant;

namespace {

constexpr qint64 Bytes = 4 << 20;

qint64 bytesIn(const QString &folder)
{
    qint64 sum = 0;
    for (const quint64 number : SegmentFile::list(folder))
        sum += QFileInfo(SegmentFile::path(folder, number)).size();
    return sum;
}

bool has(SegmentVariantStore &store, int number, qsizetype bytes = 5'000)
{
    const images::Variant wanted = numberedVariant(number, bytes);
    const auto found = store.find(wanted.etag);
    if (!found)
        return false;
    const bool same = found->bytes == wanted.bytes && found->format == wanted.format && found->tags == wanted.tags &&
                      found->widthPx == wanted.widthPx && found->heightPx == wanted.heightPx;
    if (!same)
        qFatal("variant %d came back as something else", number);
    return true;
}

int countOf(SegmentVariantStore &store, int upTo)
{
    int count = 0;
    for (int number = 0; number < upTo; ++number)
        count += has(store, number);
    return count;
}

void put(SegmentVariantStore &store, int number, qsizetype bytes = 5'000)
{
    store.put(numberedVariant(number, bytes), store.epoch());
}

/// With files of this process limited to so many bytes.
template <typename Do>
void withLittleDisk(rlim_t bytes, Do work)
{
    const auto before = signal(SIGXFSZ, SIG_IGN);
    rlimit old{};
    getrlimit(RLIMIT_FSIZE, &old);
    rlimit little{bytes, old.rlim_max};
    setrlimit(RLIMIT_FSIZE, &little);
    work();
    setrlimit(RLIMIT_FSIZE, &old);
    signal(SIGXFSZ, before);
}

} // namespace

class SegmentVariantStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_folder = m_dir->filePath(QStringLiteral("variants"));
    }

    void findsWhatItHasAfterAReopening()
    {
        {
            const auto store = open();
            QVERIFY(!store->contains(numberedVariant(0).etag) && !has(*store, 0));
            for (int i = 0; i < 100; ++i)
                put(*store, i);
            put(*store, 3); // again
            QCOMPARE(countOf(*store, 100), 100);
            QCOMPARE(store->counters().variants, 100);
            QCOMPARE(store->counters().stored, 100u);
            QCOMPARE(store->counters().bytes, bytesIn(m_folder));
        }
        const auto store = open();
        QCOMPARE(countOf(*store, 101), 100);
        QCOMPARE(store->counters().bytes, bytesIn(m_folder));
        put(*store, 200); // goes on in the same file
        QVERIFY(has(*store, 200) && has(*open(), 200));
    }

    void staysInItsBytesAndKeepsWhatIsUsed()
    {
        const auto store = open();
        for (int i = 0; i < 2'500; ++i) {
            put(*store, i, 2'000 + i * 7919 % 6'000);
            if (i >= 50) {
                for (int hot = 0; hot < 50; hot += 10)
                    QVERIFY2(has(*store, hot, 2'000 + hot * 7919 % 6'000), qPrintable(QString::number(i)));
            }
            if (i % 20 == 0)
                QVERIFY(bytesIn(m_folder) <= Bytes);
        }
        QVERIFY(!has(*store, 5, 2'000 + 5 * 7919 % 6'000));
        QVERIFY(store->counters().evicted > 1'500);
        QVERIFY2(bytesIn(m_folder) > Bytes * 3 / 4, "it does not throw away more than it must");
        QCOMPARE(store->counters().bytes, bytesIn(m_folder));
        put(*store, 9'999, Bytes / 4); // larger than a file
        QCOMPARE(store->counters().refused, 1u);
    }

    void aSmallerBoundHoldsFromTheStart()
    {
        {
            const auto store = open();
            for (int i = 0; i < 600; ++i)
                put(*store, i);
        }
        const auto store = open(Bytes / 2);
        QVERIFY(bytesIn(m_folder) <= Bytes / 2);
        QVERIFY(has(*store, 599) && !has(*store, 0));
    }

    void aTornEndIsCutOff_data()
    {
        QTest::addColumn<int>("missing");
        for (int missing : {1, 7, 8, 100, 4'900, 5'040})
            QTest::addRow("%d bytes", missing) << missing;
    }
    void aTornEndIsCutOff()
    {
        QFETCH(int, missing);
        {
            const auto store = open();
            for (int i = 0; i < 10; ++i)
                put(*store, i);
        }
        QFile file(SegmentFile::path(m_folder, 1));
        QVERIFY(file.resize(file.size() - missing));
        {
            const auto store = open();
            QCOMPARE(countOf(*store, 10), 9);
            put(*store, 9);
            put(*store, 10);
        }
        const auto store = open();
        QCOMPARE(countOf(*store, 20), 11);
        QCOMPARE(store->counters().damaged, 0u);
    }

    void damageInTheMiddleCostsOneVariant_data()
    {
        QTest::addColumn<qint64>("at"); // in the record
        QTest::addColumn<bool>("beforeTheStart");
        for (const qint64 at : {0, 5, 12, 30, 45, 60, 3'000}) {
            QTest::addRow("at %lld", qlonglong(at)) << at << true;
            QTest::addRow("at %lld, while open", qlonglong(at)) << at << false;
        }
    }
    void damageInTheMiddleCostsOneVariant()
    {
        QFETCH(qint64, at);
        QFETCH(bool, beforeTheStart);
        auto store = open();
        for (int i = 0; i < 10; ++i)
            put(*store, i);
        const qint64 record = RecordHead{}.bodyOffset() +
                              numberedVariant(0).etag.size() + numberedVariant(0).tags.size() +
                              numberedVariant(0).bytes.size();
        QFile file(SegmentFile::path(m_folder, 1));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(FileHeadBytes + (record + 7) / 8 * 8 * 4 + at));
        QCOMPARE(file.write("damage"), 6);
        file.close();
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("damaged")));
        if (beforeTheStart)
            store = open();
        QVERIFY(!store->open(numberedVariant(4).etag, Bytes)); // found damaged by either of the two ways to read it
        QCOMPARE(countOf(*store, 10), 9);
        QVERIFY(!has(*store, 4));
        QCOMPARE(store->counters().damaged, 1u);
        put(*store, 4);
        QVERIFY(has(*store, 4));
    }

    void whatIsDecodedAgainIsOpenedWithoutReadingItIn()
    {
        const auto store = open();
        auto large = numberedVariant(1);
        large.bytes = QByteArray(400'000, 'x') + "end"; // several pieces
        store->put(large, store->epoch());
        const auto source = store->open(large.etag, 2'000'000);
        QVERIFY(source);
        QByteArray read(source->sizeBytes(), Qt::Uninitialized);
        QCOMPARE(pread(source->descriptor(), read.data(), size_t(read.size()), 0), read.size());
        QCOMPARE(read, large.bytes);
        QCOMPARE(store->counters().hits, 1u);
        QVERIFY(!store->open(large.etag, 300'000)); // larger than was asked for
        QVERIFY(store->contains(large.etag));
        QVERIFY(!store->open(QByteArray("other"), 2'000'000));
        QVERIFY(store->purge({{}, {QByteArray()}}).ok());
        QVERIFY(!store->open(large.etag, 2'000'000));
    }

    void whatIsNoSegmentIsNoObstacle()
    {
        QVERIFY(QDir().mkpath(m_folder));
        QFile odd(SegmentFile::path(m_folder, 7));
        QVERIFY(odd.open(QIODevice::WriteOnly) && odd.write("not one of ours") > 0);
        odd.close();
        QFile other(m_folder + QStringLiteral("/notes.txt"));
        QVERIFY(other.open(QIODevice::WriteOnly));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("0000000000000007.segment")));
        const auto store = open();
        put(*store, 1);
        QVERIFY(has(*store, 1));
        QVERIFY(other.exists());
    }

    void aPurgeIsForGood()
    {
        auto store = open();
        for (int i = 0; i < 100; ++i)
            put(*store, i);
        QCOMPARE(*store->purge({{"image/7", "image/8", "image/none"}, {}}), 2);
        QCOMPARE(*store->purge({{}, {"/i/p3/"}}), 10);
        QVERIFY(store->purge({{"preset/p4"}, {"preset/p5"}}).ok());
        put(*store, 8); // anew, after its purge
        QVERIFY(!store->contains(numberedVariant(7).etag) && store->contains(numberedVariant(8).etag));
        QVERIFY(!store->contains(numberedVariant(23).etag));
        for (int reopened = 0; reopened < 2; ++reopened) {
            QVERIFY(!has(*store, 7));
            QVERIFY(has(*store, 8));
            QVERIFY(!has(*store, 23) && !has(*store, 24) && !has(*store, 25));
            QCOMPARE(countOf(*store, 100), 69);
            store = open();
        }
        QVERIFY(store->purge({{}, {""}}).ok());
        QCOMPARE(countOf(*store, 100), 0);
        QCOMPARE(countOf(*open(), 100), 0);
    }

    void whatWasRenderedBeforeAPurgeIsNotStoredAfterIt()
    {
        const auto store = open();
        const quint64 epoch = store->epoch();
        QVERIFY(store->purge({{"image/1"}, {}}).ok());
        store->put(numberedVariant(1), epoch);
        store->put(numberedVariant(2), epoch);
        QVERIFY(!has(*store, 1) && has(*store, 2));
        store->put(numberedVariant(1), store->epoch());
        QVERIFY(has(*store, 1));
    }

    void usedVariantsThatArePurgedAreNotCarriedOn()
    {
        auto store = open();
        for (int i = 0; i < 20; ++i)
            put(*store, i);
        QCOMPARE(countOf(*store, 20), 20); // all are in use
        QVERIFY(store->purge({{"image/5"}, {}}).ok());
        for (int i = 100; i < 1'200; ++i) {
            put(*store, i);
            QVERIFY(has(*store, 6) && !has(*store, 5));
        }
        store = open();
        QVERIFY(has(*store, 6) && !has(*store, 5));
    }

    void aFullDiskIsSaidOnceAndOvercome()
    {
        const auto store = open();
        for (int i = 0; i < 5; ++i)
            put(*store, i);
        withLittleDisk(rlim_t(bytesIn(m_folder) + 12'000), [&] {
            QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("served without being stored.*variants.disk")));
            QTest::failOnWarning(QRegularExpression(QStringLiteral("served without being stored")));
            for (int i = 5; i < 50; ++i)
                put(*store, i);
            QCOMPARE(countOf(*store, 50), 7);
            QVERIFY(has(*open(), 6));
        });
        QCOMPARE(store->counters().refused, 43u);
        put(*store, 60);
        QVERIFY(has(*store, 60));
        QCOMPARE(countOf(*open(), 61), 8);
    }

    void aPurgeOnAFullDiskMakesRoomForItself()
    {
        auto store = open();
        for (int i = 0; i < 5; ++i)
            put(*store, i);
        withLittleDisk(rlim_t(bytesIn(m_folder)), [&] {
            QVERIFY(store->purge({{"image/1"}, {}}).ok());
            QVERIFY(!has(*store, 1));
        });
        QVERIFY(!has(*open(), 1));
    }

    void aFolderThatCannotBeIsRefused()
    {
        QFile file(m_folder);
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto store = SegmentVariantStore::open(m_folder + QStringLiteral("/below"), Bytes);
        QVERIFY(!store);
        QVERIFY(store.error().toString().contains(m_folder) && store.error().toString().contains(QLatin1String("variants.disk")));
    }

    void removesAllWhenTold()
    {
        put(*open(), 1);
        SegmentVariantStore::removeAll(m_folder);
        QCOMPARE(bytesIn(m_folder), 0);
    }

    void readersAndAWriterAndPurgesGetAlong()
    {
        const auto store = open(1 << 20);
        std::atomic_bool stop{false};
        std::vector<std::thread> readers;
        for (int reader = 0; reader < 3; ++reader) {
            readers.emplace_back([&, reader] {
                for (int i = reader; !stop; ++i)
                    has(*store, i % 300); // aborts on a wrong one
            });
        }
        for (int i = 0; i < 3'000; ++i) {
            put(*store, i % 300);
            if (i % 100 == 0)
                QVERIFY(store->purge({{"image/" + QByteArray::number(i % 300)}, {}}).ok());
        }
        stop = true;
        for (std::thread &reader : readers)
            reader.join();
        QVERIFY(store->counters().bytes <= 1 << 20);
        QCOMPARE(store->counters().damaged, 0u);
    }

    void writesThroughThePoolWithoutWaiting()
    {
        const auto store = open();
        SystemClock clock;
        WritePool pool(1, 4, clock);
        PooledVariantStore pooled(*store, pool);
        QSemaphore begun, held;
        QVERIFY(pool.submit({QStringLiteral("slow"), WriteClass::Interactive, 0,
                             [&]() -> Status {
                                 begun.release();
                                 held.acquire();
                                 return Done{};
                             }},
                            [](const Status &) {}));
        begun.acquire();
        for (int i = 0; i < 5; ++i)
            pooled.put(numberedVariant(i), pooled.epoch()); // two find a place: bulk gets half of the queue
        QCOMPARE(pooled.counters().refused, 3u);
        held.release();
        QTRY_COMPARE(countOf(*store, 5), 2);
        QVERIFY(pooled.purge({{"image/0"}, {}}).ok());
        QVERIFY(!pooled.find(numberedVariant(0).etag) && pooled.find(numberedVariant(1).etag));
        pool.drain();
        pooled.put(numberedVariant(9), pooled.epoch());
        QVERIFY(!pooled.contains(numberedVariant(9).etag));
    }

private:
    std::unique_ptr<SegmentVariantStore> open(qint64 bytes = Bytes)
    {
        auto store = SegmentVariantStore::open(m_folder, bytes);
        if (!store)
            qFatal("%s", qPrintable(store.error().toString()));
        return std::move(*store);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_folder;
};

QTEST_GUILESS_MAIN(SegmentVariantStoreTest)
#include "tst_segment_variant_store.moc"
