#include "images/support/memory_original_store.h"
#include "storage/cached_original_store.h"
#include "storage/s3/s3_original_store.h"
#include "storage/s3/support/seaweed.h"

#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <thread>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::storage;

namespace {

const QString Bucket = QStringLiteral("cached");

QByteArray someBytes(int number, int size = 200'000) { return (QByteArray::number(number) + '/').repeated(size).left(size); }

/// Counts what goes to the real one.
class CountingStore final : public OriginalStore
{
public:
    explicit CountingStore(OriginalStore &store) : m_store(store) {}
    Result<Original> put(std::shared_ptr<const Source> source, const ImageInfo &info) override { return m_store.put(source, info); }
    Result<std::shared_ptr<const Source>> open(const ImageId &id) override
    {
        ++opens;
        while (opens < waitFor)
            std::this_thread::yield();
        return m_store.open(id);
    }
    Result<Original> describe(const ImageId &id) override { return m_store.describe(id); }
    std::atomic<int> opens{0};
    std::atomic<int> waitFor{0}; ///< the first open takes until there were so many

private:
    OriginalStore &m_store;
};

} // namespace

/// Copies of what lies on a real S3 server.
class CachedOriginalsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_seaweed = std::make_unique<test::Seaweed>();
        const Status ready = m_seaweed->ready(Bucket);
        QVERIFY2(ready.ok(), qPrintable(ready.ok() ? QString() : ready.error().toString() + m_seaweed->log()));
        auto started = S3OriginalStore::start(m_seaweed->address(Bucket, QStringLiteral("p")), test::Seaweed::keys(), m_scratch.path());
        QVERIFY2(started.ok(), qPrintable(started.ok() ? QString() : started.error().toString()));
        m_s3 = std::move(*started);
        for (int i = 0; i < 6; ++i) {
            const auto original = m_s3->put(*Source::fromBytes(someBytes(i)), {QStringLiteral("jpeg"), 30, 20, 1, false});
            QVERIFY2(original.ok(), qPrintable(original.ok() ? QString() : original.error().toString()));
            m_ids << original->id;
        }
    }
    void cleanupTestCase()
    {
        m_s3.reset();
        m_seaweed.reset();
    }
    void init()
    {
        // Beside the scratch files, whose bytes then need no copying; and on another file system.
        m_dir = std::make_unique<QTemporaryDir>(m_scratch.filePath(QStringLiteral("cache")));
        m_far = std::make_unique<CountingStore>(*m_s3);
    }

    void fetchesOnce()
    {
        const auto cache = start();
        for (int i = 0; i < 3; ++i)
            QCOMPARE(opened(*cache, 0), someBytes(0));
        QCOMPARE(m_far->opens.load(), 1);
        QCOMPARE(cache->counters().hits, 2u);
        QCOMPARE(cache->counters().misses, 1u);
        QCOMPARE(cache->counters().bytes, 200'000);
        QCOMPARE(bytesOnDisk(), 200'000);
        QCOMPARE(cache->describe(m_ids[0])->sizeBytes, 200'000);
        const auto restarted = start();
        QCOMPARE(opened(*restarted, 0), someBytes(0));
        QCOMPARE(m_far->opens.load(), 1);
        QCOMPARE(restarted->counters().originals, 1);
    }

    void manyAtOnceFetchOnce()
    {
        const auto cache = start();
        std::atomic<int> good{0}, asking{0};
        m_far->waitFor = 2; // held until somebody below raises it
        std::vector<std::thread> threads;
        for (int i = 0; i < 16; ++i) {
            threads.emplace_back([&] {
                ++asking;
                good += opened(*cache, 1) == someBytes(1);
            });
        }
        QTRY_COMPARE(asking.load(), 16);
        QTRY_COMPARE(m_far->opens.load(), 1);
        m_far->waitFor = 0;
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(good.load(), 16);
        QCOMPARE(m_far->opens.load(), 1);
    }

    void theLongestUnusedLeaves()
    {
        {
            const auto cache = start(650'000);
            for (const int i : {0, 1, 2, 0, 3}) // 1 has to go
                QCOMPARE(opened(*cache, i), someBytes(i));
            QCOMPARE(cache->counters().evicted, 1u);
            QCOMPARE(cache->counters().bytes, 600'000);
            QCOMPARE(bytesOnDisk(), 600'000);
            QCOMPARE(m_far->opens.load(), 4);
            QCOMPARE(opened(*cache, 0), someBytes(0));
            QCOMPARE(m_far->opens.load(), 4);
            QCOMPARE(opened(*cache, 1), someBytes(1));
            QCOMPARE(m_far->opens.load(), 5);
        }
        const auto smaller = start(250'000);
        QCOMPARE(smaller->counters().originals, 1);
        QCOMPARE(bytesOnDisk(), 200'000);
    }

    void whoHasItOpenGoesOnReading()
    {
        const auto cache = start(250'000);
        const auto held = cache->open(m_ids[0]);
        (void)cache->open(m_ids[0]);
        QCOMPARE(opened(*cache, 1), someBytes(1));
        QCOMPARE(bytesOnDisk(), 200'000);
        QCOMPARE(test::bytesOf(**held), someBytes(0));
    }

    void aDamagedCopyIsFetchedAgain_data()
    {
        QTest::addColumn<bool>("restart");
        QTest::newRow("while it runs") << false;
        QTest::newRow("while it does not") << true;
    }
    void aDamagedCopyIsFetchedAgain()
    {
        QFETCH(bool, restart);
        auto cache = start();
        QCOMPARE(opened(*cache, 2), someBytes(2));
        QCOMPARE(opened(*cache, 2), someBytes(2));
        if (restart)
            cache.reset();
        QFile file(copyOf(2));
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(77) && file.putChar('#'));
        file.close();
        if (restart)
            cache = start();
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("the copy of an original in .* is damaged")));
        QCOMPARE(opened(*cache, 2), someBytes(2));
        QCOMPARE(cache->counters().damaged, 1u);
        QCOMPARE(m_far->opens.load(), 2);
        QCOMPARE(opened(*cache, 2), someBytes(2));
        QCOMPARE(m_far->opens.load(), 2);
        QCOMPARE(bytesOnDisk(), 200'000);
    }

    void theFolderMayBeEmptied()
    {
        const auto cache = start();
        QCOMPARE(opened(*cache, 3), someBytes(3));
        QVERIFY(QDir(folder()).removeRecursively());
        QCOMPARE(opened(*cache, 3), someBytes(3));
        QCOMPARE(m_far->opens.load(), 2);
        QCOMPARE(opened(*cache, 3), someBytes(3));
        QCOMPARE(m_far->opens.load(), 2);
    }

    void withoutRoomItFetchesEveryTime()
    {
        {
            const auto tiny = start(100'000);
            QCOMPARE(opened(*tiny, 4), someBytes(4));
            QCOMPARE(opened(*tiny, 4), someBytes(4));
            QCOMPARE(m_far->opens.load(), 2);
            QCOMPARE(tiny->counters().originals, 0);
        }
        QVERIFY(QDir(folder()).removeRecursively() && QFile(folder()).open(QIODevice::WriteOnly)); // a file in its place
        const auto nowhere = start();
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("originals cannot be kept in")));
        QCOMPARE(opened(*nowhere, 4), someBytes(4));
        QCOMPARE(opened(*nowhere, 4), someBytes(4));
        QCOMPARE(m_far->opens.load(), 4);
    }

    void whatIsNotThereIsAskedForEveryTime()
    {
        const auto cache = start();
        const ImageId none(QStringLiteral("0123456789abcdef0123456789abcdef"));
        QCOMPARE(cache->open(none).error().code, ErrorCode::NotFound);
        QCOMPARE(cache->open(none).error().code, ErrorCode::NotFound);
        QCOMPARE(cache->open(ImageId(QStringLiteral("../../etc/passwd"))).error().code, ErrorCode::NotFound);
        QCOMPARE(m_far->opens.load(), 3);
        QCOMPARE(bytesOnDisk(), 0);
    }

    void whatIsPutIsAtHand()
    {
        const auto cache = start();
        const auto original = cache->put(*Source::fromBytes(someBytes(77)), {QStringLiteral("jpeg"), 3, 2, 1, false});
        QVERIFY(original.ok());
        QCOMPARE(test::bytesOf(**cache->open(original->id)), someBytes(77));
        QCOMPARE(m_far->opens.load(), 0);
        // A file of somebody else's is copied, never shared.
        const QString path = m_scratch.filePath(QStringLiteral("mine"));
        QFile mine(path);
        QVERIFY(mine.open(QIODevice::WriteOnly) && mine.write(someBytes(78)) == 200'000 && mine.flush());
        const auto ofFile = cache->put(*Source::fromFile(path), {QStringLiteral("jpeg"), 3, 2, 1, false});
        QVERIFY(ofFile.ok());
        QVERIFY(mine.seek(0) && mine.write("changed") == 7 && mine.flush());
        QCOMPARE(test::bytesOf(**cache->open(ofFile->id)), someBytes(78));
        QCOMPARE(cache->counters().damaged, 0u);
    }

private:
    std::unique_ptr<CachedOriginalStore> start(qint64 maxBytes = 10'000'000)
    {
        return std::make_unique<CachedOriginalStore>(*m_far, folder(), maxBytes);
    }
    QString folder() const { return m_dir->filePath(QStringLiteral("originals-cache")); }
    QString copyOf(int i) const { return folder() + u'/' + m_ids[i].toString().left(2) + u'/' + m_ids[i].toString(); }
    QByteArray opened(OriginalStore &store, int i) const
    {
        const auto source = store.open(m_ids[i]);
        return source ? test::bytesOf(**source) : source.error().toString().toUtf8();
    }
    qint64 bytesOnDisk() const
    {
        qint64 sum = 0;
        for (QDirIterator files(folder(), QDir::Files, QDirIterator::Subdirectories); files.hasNext();) {
            files.next();
            sum += files.fileInfo().size();
        }
        return sum;
    }

    QTemporaryDir m_scratch;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<test::Seaweed> m_seaweed;
    std::unique_ptr<S3OriginalStore> m_s3;
    std::unique_ptr<CountingStore> m_far;
    QVector<ImageId> m_ids;
};

QTEST_GUILESS_MAIN(CachedOriginalsTest)
#include "tst_cached_originals.moc"
