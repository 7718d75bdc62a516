#include "ui/grid/thumbnail_cache.h"
#include "ui/support/fake_thumbnails.h"

#include <QtTest>

using namespace vitrine;
using namespace vitrine::ui;
using test::FakeThumbnails;

class ThumbnailCacheTest : public QObject
{
    Q_OBJECT

    static ImageId image(int number) { return ImageId(QStringLiteral("image-%1").arg(number)); }

private slots:
    void asksForDevicePixelsOnce()
    {
        FakeThumbnails pictures;
        ThumbnailCache cache(pictures);
        QSignalSpy ready(&cache, &ThumbnailCache::ready);
        QCOMPARE(cache.thumbnail(image(1), 40, 2.0).fate, ThumbnailCache::Fate::Waiting);
        QCOMPARE(cache.thumbnail(image(1), 40, 2.0).fate, ThumbnailCache::Fate::Waiting);
        QTRY_COMPARE(ready.count(), 1);
        const auto here = cache.thumbnail(image(1), 40, 2.0);
        QCOMPARE(here.fate, ThumbnailCache::Fate::Here);
        QCOMPARE(here.pixmap.width(), 80);
        QCOMPARE(here.pixmap.deviceIndependentSize().width(), 40.0);
        QCOMPARE(pictures.asked.size(), 1);
    }

    void aBrokenPictureIsNotAskedForAgain()
    {
        FakeThumbnails pictures;
        pictures.broken.insert(QStringLiteral("image-1"));
        ThumbnailCache cache(pictures);
        (void)cache.thumbnail(image(1), 40, 1.0);
        QTRY_COMPARE(cache.thumbnail(image(1), 40, 1.0).fate, ThumbnailCache::Fate::Failed);
        QCOMPARE(pictures.asked.size(), 1);
        pictures.broken.clear();
        cache.retryFailed();
        (void)cache.thumbnail(image(1), 40, 1.0);
        QTRY_COMPARE(cache.thumbnail(image(1), 40, 1.0).fate, ThumbnailCache::Fate::Here);
    }

    void whatScrolledAwayIsDropped()
    {
        FakeThumbnails pictures;
        pictures.holding = true;
        ThumbnailCache cache(pictures);
        cache.beginFrame();
        for (int number = 0; number < 100; ++number)
            (void)cache.thumbnail(image(number), 40, 1.0);
        cache.endFrame();
        QCOMPARE(cache.running(), ThumbnailCache::MaxRunning);
        QCOMPARE(cache.waiting(), 100 - ThumbnailCache::MaxRunning);
        cache.beginFrame();
        for (int number = 1'000; number < 1'010; ++number)
            (void)cache.thumbnail(image(number), 40, 1.0);
        cache.endFrame();
        QCOMPARE(cache.waiting(), 10);
        pictures.releaseAll();
        QTRY_COMPARE(cache.thumbnail(image(1'009), 40, 1.0).fate, ThumbnailCache::Fate::Here);
        QCOMPARE(pictures.asked.size(), ThumbnailCache::MaxRunning + 10);
        // Cancelled, so never kept; asking again is a new question.
        QCOMPARE(cache.thumbnail(image(0), 40, 1.0).fate, ThumbnailCache::Fate::Waiting);
        QTRY_COMPARE(cache.thumbnail(image(0), 40, 1.0).fate, ThumbnailCache::Fate::Here);
    }

    void waitingWishesAreBounded()
    {
        FakeThumbnails pictures;
        pictures.holding = true;
        ThumbnailCache cache(pictures);
        for (int number = 0; number < 2'000; ++number)
            (void)cache.thumbnail(image(number), 40, 1.0);
        QCOMPARE(cache.waiting(), ThumbnailCache::MaxWaiting);
    }

    void pixelsAreBounded()
    {
        FakeThumbnails pictures;
        ThumbnailCache cache(pictures, 1 << 20); // 1 MiB: about six of 200 x 200
        for (int number = 0; number < 30; ++number) {
            (void)cache.thumbnail(image(number), 200, 1.0);
            QTRY_COMPARE(cache.thumbnail(image(number), 200, 1.0).fate, ThumbnailCache::Fate::Here);
        }
        int here = 0;
        pictures.holding = true;
        for (int number = 0; number < 30; ++number)
            here += cache.thumbnail(image(number), 200, 1.0).fate == ThumbnailCache::Fate::Here ? 1 : 0;
        QVERIFY2(here >= 3 && here <= 10, qPrintable(QString::number(here)));
    }
};

QTEST_MAIN(ThumbnailCacheTest)
#include "tst_thumbnail_cache.moc"
