#include "codec/worker_pool.h"
#include "images/support/memory_original_store.h"
#include "images/support/pictures.h"
#include "images/support/requests.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::codec;

namespace {

Result<Rendered> renderOf(WorkerPool &pool, const Source &source, int sidePx)
{
    return pool.render(source, test::specOf(sidePx, sidePx, Fit::Inside, Format::Jpeg), test::soon());
}

std::unique_ptr<WorkerPool> startedPool(int workers, std::chrono::milliseconds keptOpen = std::chrono::minutes(1))
{
    WorkerPoolLimits limits;
    limits.workers = workers;
    limits.keptOpen = keptOpen;
    auto pool = WorkerPool::start(limits);
    return pool ? std::move(*pool) : nullptr;
}

void writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s", qPrintable(file.errorString()));
}

} // namespace

/// What a decoder keeps of a picture for the next size of it.
class KeptSourcesTest : public QObject
{
    Q_OBJECT

private slots:
    void theNextSizeOfAPictureNeedsNoDecode()
    {
        const auto pool = startedPool(1), fresh = startedPool(1);
        QVERIFY(pool && fresh);
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(1203, 901), "JPEG"));
        for (const int side : {400, 300, 1000}) {
            const auto made = renderOf(*pool, *source, side);
            QVERIFY2(made.ok(), qPrintable(made.ok() ? QString() : made.error().toString()));
            const auto again = test::sourceOf(test::bytesOf(*source)); // as nobody has seen it
            QVERIFY(renderOf(*fresh, *again, side)->bytes == made->bytes);
        }
        QCOMPARE(pool->counters().reused, 2u);
        QCOMPARE(fresh->counters().reused, 0u);
    }

    void goesToTheDecoderThatHasIt()
    {
        const auto pool = startedPool(4);
        QVERIFY(pool);
        QVector<std::shared_ptr<const Source>> sources;
        for (int i = 0; i < 4; ++i)
            sources.append(test::sourceOf(test::encodePicture(test::drawPicture(800 + i, 600), "JPEG")));
        for (const int side : {400, 200, 100}) {
            for (const auto &source : sources)
                QVERIFY(renderOf(*pool, *source, side).ok());
        }
        QCOMPARE(pool->counters().reused, 8u);
    }

    void aFileThatChangedIsAnotherPicture()
    {
        const auto pool = startedPool(1);
        const QTemporaryDir folder;
        QVERIFY(pool && folder.isValid());
        const QString path = folder.filePath(QStringLiteral("picture.jpg"));
        writeFile(path, test::encodePicture(test::drawPicture(800, 600), "JPEG"));
        QCOMPARE(renderOf(*pool, **Source::fromFile(path), 100)->heightPx, 75);
        QCOMPARE(renderOf(*pool, **Source::fromFile(path), 200)->heightPx, 150);
        QCOMPARE(pool->counters().reused, 1u);
        writeFile(path, test::encodePicture(test::drawPicture(800, 400), "JPEG"));
        QCOMPARE(renderOf(*pool, **Source::fromFile(path), 100)->heightPx, 50);
        QCOMPARE(pool->counters().reused, 1u);
    }

    void keepsNothingWhereThatIsNotWanted()
    {
        const auto pool = startedPool(1, std::chrono::milliseconds(0));
        QVERIFY(pool);
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(800, 600), "JPEG"));
        for (const int side : {200, 100})
            QVERIFY(renderOf(*pool, *source, side).ok());
        QCOMPARE(pool->counters().reused, 0u);
    }

    void aDamagedOneIsRefusedEveryTime()
    {
        const auto pool = startedPool(1);
        QVERIFY(pool);
        const QByteArray whole = test::encodePicture(test::drawPicture(800, 600), "JPEG");
        const auto cutOff = test::sourceOf(whole.left(whole.size() / 2));
        for (const int side : {100, 200}) {
            const auto made = renderOf(*pool, *cutOff, side);
            QVERIFY(!made.ok());
            QCOMPARE(made.error().code, ErrorCode::Unprocessable);
        }
        QVERIFY(renderOf(*pool, *test::sourceOf(whole), 100).ok());
    }

    void isLetGoWhenNobodyAsks()
    {
        const auto pool = startedPool(1, std::chrono::milliseconds(1));
        QVERIFY(pool);
        constexpr qint64 PlaneBytes = 6000ll * 4000 * 3 / 2;
        QVERIFY(renderOf(*pool, *test::sourceOf(test::encodePicture(test::drawPicture(100, 80), "JPEG")), 40).ok());
        const qint64 before = pool->workers().first().rssBytes;
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(6000, 4000), "JPEG"));
        QVERIFY(renderOf(*pool, *source, 1600).ok());
        QTRY_VERIFY_WITH_TIMEOUT(pool->workers().first().rssBytes < before + PlaneBytes / 2, 30'000);
        QVERIFY(renderOf(*pool, *source, 800).ok());
        QCOMPARE(pool->counters().reused, 0u);
    }
};

QTEST_GUILESS_MAIN(KeptSourcesTest)
#include "tst_kept_sources.moc"
