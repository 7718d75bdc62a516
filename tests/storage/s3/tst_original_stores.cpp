#include "images/support/memory_original_store.h"
#include "storage/describing_original_store.h"
#include "storage/files/file_original_store.h"
#include "storage/s3/s3_original_store.h"
#include "storage/s3/support/seaweed.h"

#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QtTest>

#include <thread>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::storage;

namespace {

const QString Bucket = QStringLiteral("originals");

std::shared_ptr<const Source> sourceOf(const QByteArray &bytes) { return *Source::fromBytes(bytes); }

QByteArray someBytes(int number, int size = 200'000) { return (QByteArray::number(number) + '/').repeated(size / 8); }

} // namespace

/// What every store of originals does, on files and on a real S3 server alike.
class OriginalStoresTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<test::Seaweed> m_seaweed;

    /// A store of its own for each test; opened again with the same name it is the same.
    std::unique_ptr<OriginalStore> store(const QString &name)
    {
        if (QTest::currentDataTag() == QByteArray("files"))
            return std::move(*FileOriginalStore::start(m_dir.filePath(name)));
        s3::Limits limits;
        limits.partBytes = 5 << 20;
        auto started = S3OriginalStore::start(m_seaweed->address(Bucket, name), test::Seaweed::keys(), m_dir.path(), limits);
        if (!started)
            qFatal("%s", qPrintable(started.error().toString()));
        return std::move(*started);
    }
    static void bothKinds()
    {
        QTest::addColumn<int>("unused");
        QTest::newRow("files") << 0;
        QTest::newRow("s3") << 0;
    }

private slots:
    void initTestCase()
    {
        m_seaweed = std::make_unique<test::Seaweed>();
        const Status ready = m_seaweed->ready(Bucket);
        QVERIFY2(ready.ok(), qPrintable(ready.ok() ? QString() : ready.error().toString() + m_seaweed->log()));
    }
    void cleanupTestCase() { m_seaweed.reset(); }

    void keepsBytesAndDescription_data() { bothKinds(); }
    void keepsBytesAndDescription()
    {
        const QByteArray bytes = someBytes(1);
        ImageId id;
        {
            const auto first = store(QStringLiteral("keeps"));
            const auto original = first->put(sourceOf(bytes), {QStringLiteral("jpeg"), 30, 20, 2, true});
            QVERIFY2(original.ok(), qPrintable(original.ok() ? QString() : original.error().toString()));
            id = original->id;
            QCOMPARE(original->sha256, QCryptographicHash::hash(bytes, QCryptographicHash::Sha256));
        }
        const auto again = store(QStringLiteral("keeps"));
        const auto opened = again->open(id);
        QVERIFY2(opened.ok(), qPrintable(opened.ok() ? QString() : opened.error().toString()));
        QCOMPARE(test::bytesOf(**opened), bytes);
        const auto described = again->describe(id);
        QVERIFY(described.ok());
        QCOMPARE(described->info.type, QStringLiteral("jpeg"));
        QCOMPARE(described->info.frames, 2);
        QVERIFY(described->info.alpha);
        QCOMPARE(described->sizeBytes, bytes.size());
    }

    void unknownAndStrangeIdsAreNotFound_data() { bothKinds(); }
    void unknownAndStrangeIdsAreNotFound()
    {
        const auto empty = store(QStringLiteral("unknown"));
        for (const char *id : {"", "../../etc/passwd", "0123456789abcdef0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF"}) {
            QCOMPARE(empty->open(ImageId(QString::fromLatin1(id))).error().code, ErrorCode::NotFound);
            QCOMPARE(empty->describe(ImageId(QString::fromLatin1(id))).error().code, ErrorCode::NotFound);
        }
    }

    void theSameBytesAreOneOriginal_data() { bothKinds(); }
    void theSameBytesAreOneOriginal()
    {
        const auto one = store(QStringLiteral("same"));
        const auto first = one->put(sourceOf("abc"), {QStringLiteral("png"), 1, 2, 1, false});
        const auto second = one->put(sourceOf("abc"), {QStringLiteral("png"), 1, 2, 1, false});
        QVERIFY(first.ok() && second.ok());
        QCOMPARE(first->id, second->id);
        QVERIFY(one->put(sourceOf("abd"), {})->id != first->id);
    }

    void manyAtOnce_data() { bothKinds(); }
    void manyAtOnce()
    {
        const auto one = store(QStringLiteral("many"));
        std::vector<std::thread> threads;
        std::atomic<int> good{0};
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                for (int j = 0; j < 5; ++j) {
                    const QByteArray bytes = someBytes(j);
                    const auto put = one->put(sourceOf(bytes), {QStringLiteral("png"), 1, 1, 1, false});
                    const auto opened = put ? one->open(put->id) : Result<std::shared_ptr<const Source>>(put.error());
                    good += opened.ok() && test::bytesOf(**opened) == bytes;
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(good.load(), 40);
    }

    /// On S3 this one goes in three parts.
    void largeOnesAndEmptyOnes_data() { bothKinds(); }
    void largeOnesAndEmptyOnes()
    {
        const auto one = store(QStringLiteral("large"));
        for (const int size : {0, 1, 5 << 20, (5 << 20) + 1, (11 << 20) + 3}) {
            QByteArray bytes(size, Qt::Uninitialized);
            for (qsizetype i = 0; i < bytes.size(); ++i)
                bytes[i] = char((i * 2654435761u) >> 13);
            const auto put = one->put(sourceOf(bytes), {QStringLiteral("tiff"), 1, 1, 1, false});
            QVERIFY2(put.ok(), qPrintable(put.ok() ? QString() : put.error().toString()));
            const auto opened = one->open(put->id);
            QVERIFY2(opened.ok(), qPrintable(opened.ok() ? QString() : opened.error().toString()));
            QVERIFY(test::bytesOf(**opened) == bytes);
        }
    }

    void aBucketThatIsNotThereAndWrongKeysAreNamed()
    {
        const auto absent = S3OriginalStore::start(m_seaweed->address(QStringLiteral("absent")), test::Seaweed::keys(), m_dir.path());
        QCOMPARE(absent.error().code, ErrorCode::NotFound);
        QVERIFY(absent.error().toString().contains(u"absent"));
        s3::Credentials wrong = test::Seaweed::keys();
        wrong.secretKey = "wrong-secret";
        const auto refused = S3OriginalStore::start(m_seaweed->address(Bucket), wrong, m_dir.path());
        QCOMPARE(refused.error().code, ErrorCode::PermissionDenied);
        QVERIFY(!refused.error().toString().contains(u"wrong-secret"));
        QVERIFY(!refused.error().remedy.isEmpty());
    }

    /// Moving from files to a bucket, or back, is copying the files.
    void bothKeepTheSameNames()
    {
        const QString folder = m_dir.filePath(QStringLiteral("names"));
        auto files = std::move(*FileOriginalStore::start(folder));
        auto bucket = std::move(*S3OriginalStore::start(m_seaweed->address(Bucket, QStringLiteral("names")), test::Seaweed::keys(), m_dir.path()));
        const ImageId inBucket = bucket->put(sourceOf("abc"), {QStringLiteral("png"), 3, 4, 1, false})->id;
        const ImageId inFiles = files->put(sourceOf("def"), {QStringLiteral("png"), 5, 6, 1, false})->id;
        s3::Client client(m_seaweed->address(Bucket, QStringLiteral("names")), test::Seaweed::keys(), {});
        const auto nameOf = [&](const ImageId &id) { return QDir(folder).relativeFilePath(files->pathOf(id)); };

        for (const QString &suffix : {QString(), QStringLiteral(".json")}) {
            const auto object = client.send({"GET", client.address().keyOf(nameOf(inBucket) + suffix), {}, {}, {}, {}, {}});
            QVERIFY(object.ok());
            QFile copy(files->pathOf(inBucket) + suffix);
            QVERIFY(QDir().mkpath(QFileInfo(copy).path()) && copy.open(QIODevice::WriteOnly));
            copy.write(object->bytes);
        }
        QCOMPARE(test::bytesOf(**files->open(inBucket)), QByteArray("abc"));
        QCOMPARE(files->describe(inBucket)->info.heightPx, 4);

        // Files have their descriptions in an index, which a bucket does not read: each original is looked at once.
        QVERIFY(client.send({"PUT", client.address().keyOf(nameOf(inFiles)), {}, {}, "def", {}, {}}).ok());
        QCOMPARE(bucket->describe(inFiles).error().code, ErrorCode::NotFound);
        DescribingOriginalStore healing(*bucket, [](const Source &) { return Result<ImageInfo>(ImageInfo{QStringLiteral("png"), 5, 6, 1, false}); });
        QCOMPARE(healing.describe(inFiles)->info.heightPx, 6);
        QCOMPARE(bucket->describe(inFiles)->info.heightPx, 6);
    }

    void whatLacksADescriptionIsLookedAtOnce()
    {
        const QString folder = m_dir.filePath(QStringLiteral("lost"));
        ImageId good, poor;
        {
            auto files = std::move(*FileOriginalStore::start(folder));
            good = files->put(sourceOf("abc"), {})->id;
            poor = files->put(sourceOf("def"), {})->id;
        }
        QVERIFY(QFile::remove(folder + QStringLiteral("/index.db")));
        auto files = std::move(*FileOriginalStore::start(folder));
        std::atomic<int> looks{0};
        DescribingOriginalStore healing(*files, [&](const Source &source) -> Result<ImageInfo> {
            ++looks;
            if (test::bytesOf(source) == "def")
                return Error{ErrorCode::Unprocessable, QStringLiteral("cannot be decoded"), {}, {}};
            return ImageInfo{QStringLiteral("png"), 3, 4, 1, false};
        });
        std::vector<std::thread> threads;
        std::atomic<int> described{0};
        for (int i = 0; i < 6; ++i)
            threads.emplace_back([&] { described += healing.describe(good).ok() && !healing.describe(poor).ok(); });
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(described.load(), 6);
        QCOMPARE(looks.load(), 2);
        QCOMPARE(files->describe(good)->info.heightPx, 4);
        QCOMPARE(healing.describe(poor).error().code, ErrorCode::Unprocessable);
        QCOMPARE(healing.describe(ImageId(QStringLiteral("0123456789abcdef0123456789abcdef"))).error().code, ErrorCode::NotFound);
        QCOMPARE(looks.load(), 2);
    }

    void bytesThatAreNotTheirOwnAreCorruptAndHealed()
    {
        auto bucket = std::move(*S3OriginalStore::start(m_seaweed->address(Bucket, QStringLiteral("damaged")), test::Seaweed::keys(), m_dir.path()));
        const ImageId id = bucket->put(sourceOf("abcdef"), {})->id;
        const QString key = QStringLiteral("damaged/%1/%2/%3").arg(id.toString().left(2), id.toString().mid(2, 2), id.toString());
        s3::Limits quick;
        quick.firstPause = std::chrono::milliseconds(1);
        s3::Client client(m_seaweed->address(Bucket), test::Seaweed::keys(), quick);
        QVERIFY(client.send({"PUT", key, {}, {}, "abcxxx", {}, {}}).ok());
        QCOMPARE(bucket->open(id).error().code, ErrorCode::Corrupt);
        QVERIFY(bucket->put(sourceOf("abcdef"), {}).ok());
        QCOMPARE(test::bytesOf(**bucket->open(id)), QByteArray("abcdef"));
        QVERIFY(client.send({"PUT", key + QStringLiteral(".json"), {}, {}, "{", {}, {}}).ok());
        QCOMPARE(bucket->describe(id).error().code, ErrorCode::Corrupt);
        QVERIFY(bucket->put(sourceOf("abcdef"), {}).ok());
        QVERIFY(bucket->describe(id).ok());
        QCOMPARE(test::bytesOf(**bucket->open(id)), QByteArray("abcdef"));
        QVERIFY(client.send({"DELETE", key, {}, {}, {}, {}, {}}).ok());
        QCOMPARE(bucket->describe(id).error().code, ErrorCode::NotFound); // a description alone is no original
    }
};

QTEST_GUILESS_MAIN(OriginalStoresTest)
#include "tst_original_stores.moc"
