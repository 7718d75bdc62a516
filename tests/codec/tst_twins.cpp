#include "base/clock.h"
#include "codec/worker_pool.h"
#include "images/image_service.h"
#include "images/support/memory_original_store.h"
#include "images/support/memory_variant_store.h"
#include "images/support/pictures.h"
#include "images/support/requests.h"
#include "support/test_data.h"

#include <QBuffer>
#include <QDir>
#include <QImageWriter>
#include <QtTest>

using namespace vitrine;
using namespace vitrine::images;

namespace {

QByteArray progressive(const QImage &picture)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QImageWriter writer(&buffer, "JPEG");
    writer.setProgressiveScanWrite(true);
    writer.setQuality(90);
    if (!writer.write(picture))
        qFatal("%s", qPrintable(writer.errorString()));
    return bytes;
}

bool isProgressive(const QByteArray &jpeg)
{
    return jpeg.contains(QByteArray("\xff\xc2\x00\x11", 4)) || jpeg.contains(QByteArray("\xff\xc2\x00\x0b", 4));
}

} // namespace

/// A progressive JPEG and its baseline twin: other bytes, the same pixels.
class TwinsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        codec::WorkerPoolLimits limits;
        limits.workers = 2;
        limits.keptOpen = std::chrono::minutes(1);
        auto pool = codec::WorkerPool::start(limits);
        QVERIFY2(pool.ok(), qPrintable(pool.ok() ? QString() : pool.error().toString()));
        m_pool = std::move(*pool);
    }

    void hasTheSamePixelsAndMetadata_data()
    {
        QTest::addColumn<QByteArray>("jpeg");
        const QByteArray drawn = progressive(test::drawPicture(401, 303));
        QTest::newRow("drawn") << drawn;
        // A comment and an EXIF that turns it: both stand for the original.
        const QByteArray exif = QByteArray("\xff\xe1\x00\x22" "Exif\0\0" "MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0", 36);
        QTest::newRow("turned") << drawn.left(2) + exif + QByteArray("\xff\xfe\x00\x07hello", 9) + drawn.mid(2);
        QTest::newRow("grey") << progressive(test::drawPicture(200, 100).convertToFormat(QImage::Format_Grayscale8));
        const QDir photos(test::testDataDir() + QStringLiteral("/photos/magento"));
        QFile photo(photos.filePath(QStringLiteral("wh10-gray_main.jpg")));
        if (!test::testDataDir().isEmpty() && photo.open(QIODevice::ReadOnly))
            QTest::newRow("photograph") << photo.readAll();
    }
    void hasTheSamePixelsAndMetadata()
    {
        QFETCH(QByteArray, jpeg);
        QVERIFY(isProgressive(jpeg));
        const auto source = test::sourceOf(jpeg);
        const auto made = m_pool->twin(*source, test::soon());
        QVERIFY2(made.ok(), qPrintable(made.ok() ? QString() : made.error().toString()));
        QVERIFY(!made->isEmpty());
        QVERIFY(!isProgressive(*made));
        QCOMPARE(made->contains("hello"), jpeg.contains("hello"));
        const auto twin = test::sourceOf(*made);
        for (const int side : {0, 37, 150}) {
            for (const Format format : {Format::Jpeg, Format::Png}) {
                const auto spec = test::specOf(side, side, Fit::Inside, format);
                const auto one = m_pool->render(*source, spec, test::soon()), other = m_pool->render(*twin, spec, test::soon());
                QVERIFY(one.ok() && other.ok());
                QVERIFY(one->bytes == other->bytes);
            }
        }
        QCOMPARE(m_pool->twin(*twin, test::soon())->size(), 0); // it is as fast as can be
    }

    void whatIsNoProgressiveJpegHasNone()
    {
        for (const char *format : {"JPEG", "PNG"}) {
            const auto source = test::sourceOf(test::encodePicture(test::drawPicture(100, 80), format));
            const auto made = m_pool->twin(*source, test::soon());
            QVERIFY(made.ok());
            QVERIFY(made->isEmpty());
        }
    }

    void aDamagedOneHasNone()
    {
        const QByteArray whole = progressive(test::drawPicture(400, 300));
        const auto made = m_pool->twin(*test::sourceOf(whole.left(whole.size() * 2 / 3)), test::soon());
        QVERIFY(!made.ok());
        QCOMPARE(made.error().code, ErrorCode::Unprocessable);
    }

    void isMadeAtUploadAndServesRenders()
    {
        test::MemoryOriginalStore store;
        test::MemoryVariantStore disk;
        ImageService service(store, *m_pool, m_clock, {}, &disk);
        const QByteArray jpeg = progressive(test::drawPicture(800, 600));
        const auto original = service.put(test::sourceOf(jpeg));
        QVERIFY(original.ok());
        const QByteArray key = "twin-1-" + original->id.toString().toLatin1();
        const auto twin = disk.find(key);
        QVERIFY(twin);
        QVERIFY(!isProgressive(twin->bytes));
        QCOMPARE(service.counters().twins, 1u);
        QCOMPARE(test::bytesOf(**store.open(original->id)), jpeg); // the original is as it came

        const VariantKey wanted{original->id, *PresetList::builtIn().find(u"card-240"), Format::Jpeg};
        const auto variant = service.fetchAndWait(wanted);
        const auto direct = m_pool->render(**store.open(original->id), {wanted.preset, wanted.format}, test::soon());
        QVERIFY(variant.ok() && direct.ok());
        QVERIFY(variant->bytes == direct->bytes);
    }

    void isOpenedOnceForSeveralSizes()
    {
        test::MemoryOriginalStore store;
        test::MemoryVariantStore disk;
        ImageService service(store, *m_pool, m_clock, {}, &disk);
        const auto original = service.put(test::sourceOf(progressive(test::drawPicture(800, 600))));
        QVERIFY(original.ok());
        const quint64 before = m_pool->counters().reused;
        for (const char *preset : {"card-240", "card-320", "pdp-600"})
            QVERIFY(service.fetchAndWait({original->id, *PresetList::builtIn().find(QString::fromLatin1(preset)), Format::Jpeg}).ok());
        QCOMPARE(disk.finds, 1);
        QCOMPARE(m_pool->counters().reused - before, 2u); // and decoded once
    }

    void isMadeAgainBehindTheRenderThatMissedIt()
    {
        test::MemoryOriginalStore store;
        test::MemoryVariantStore disk;
        ImageService service(store, *m_pool, m_clock, {}, &disk);
        const auto original = service.put(test::sourceOf(progressive(test::drawPicture(500, 400))));
        QVERIFY(original.ok());
        const QByteArray key = "twin-1-" + original->id.toString().toLatin1();
        Purge all;
        all.tags.append("image/" + original->id.toString().toLatin1());
        QVERIFY(service.purge(all).ok());
        QVERIFY(!disk.contains(key));
        QVERIFY(service.fetchAndWait({original->id, *PresetList::builtIn().find(u"card-240"), Format::Jpeg}).ok());
        QTRY_VERIFY(disk.contains(key));
    }

    void withoutAStoreThereIsNone()
    {
        test::MemoryOriginalStore store;
        ImageService service(store, *m_pool, m_clock, {});
        const auto original = service.put(test::sourceOf(progressive(test::drawPicture(500, 400))));
        QVERIFY(original.ok());
        QCOMPARE(service.counters().twins, 0u);
        QVERIFY(service.fetchAndWait({original->id, *PresetList::builtIn().find(u"card-240"), Format::Jpeg}).ok());
    }

private:
    SystemClock m_clock;
    std::unique_ptr<codec::WorkerPool> m_pool;
};

QTEST_GUILESS_MAIN(TwinsTest)
#include "tst_twins.moc"
