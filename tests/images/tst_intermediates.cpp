#include "base/clock.h"
#include "images/image_service.h"
#include "images/intermediates.h"
#include "images/support/fake_renderer.h"
#include "images/support/memory_original_store.h"
#include "images/support/memory_variant_store.h"

#include <QtTest>

#include <atomic>
#include <future>

using namespace vitrine;
using namespace vitrine::images;

namespace {

VariantKey keyOf(const ImageId &image, const char *preset = "card-320", Format format = Format::Webp)
{
    static const PresetList presets = PresetList::builtIn();
    return {image, *presets.find(QString::fromLatin1(preset)), format};
}

} // namespace

/// What small variants of a big original are made from.
class IntermediatesTest : public QObject
{
    Q_OBJECT

private slots:
    void smallVariantsOfABigOriginalShareOneDecodeOfIt()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        QMutex mutex;
        QStringList made;
        renderer.onRender = [&](const Source &source, const RenderSpec &spec) {
            QMutexLocker lock(&mutex);
            made << spec.preset.name + QStringLiteral(" of ") + QString::fromUtf8(test::bytesOf(source));
        };
        test::MemoryVariantStore disk;
        ImageService service(store, renderer, m_clock, {}, &disk);
        const Original big = *store.put(*Source::fromBytes("original"), {QStringLiteral("jpeg"), 4000, 3000, 1, false});
        for (const char *preset : {"card-320", "card-240", "pdp-800@2x", "card-320@2x"})
            QVERIFY(service.fetchAndWait(keyOf(big.id, preset)).ok());
        QCOMPARE(made, (QStringList{QStringLiteral("intermediate of original"), QStringLiteral("card-320 of intermediate.jpg"),
                                    QStringLiteral("card-240 of intermediate.jpg"), QStringLiteral("pdp-800@2x of original"),
                                    QStringLiteral("card-320@2x of intermediate.jpg")}));
        QCOMPARE(service.counters().decodes, 5u);
        QCOMPARE(disk.finds, 0); // it is at hand
        // It is purged with its image.
        made.clear();
        QCOMPARE(service.purge({{"image/" + big.id.toString().toLatin1()}, {}})->onDisk, 5);
        QVERIFY(service.fetchAndWait(keyOf(big.id)).ok());
        QCOMPARE(made.size(), 2);
        // And made anew where it is gone.
        QVERIFY(service.purge({{"preset/intermediate", "preset/card-320"}, {}}).ok());
        QVERIFY(service.fetchAndWait(keyOf(big.id)).ok());
        QCOMPARE(made.size(), 4);
        // Or read, where it is not at hand.
        ImageService restarted(store, renderer, m_clock, {}, &disk);
        QVERIFY(restarted.fetchAndWait(keyOf(big.id, "card-400")).ok());
        QCOMPARE(made.last(), QStringLiteral("card-400 of intermediate.jpg"));
        QCOMPARE(disk.finds, 1);
    }

    void manySmallVariantsAtOnceMakeOneIntermediate()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        renderer.workers = 4;
        std::atomic<int> intermediates{0};
        renderer.onRender = [&](const Source &, const RenderSpec &spec) {
            intermediates += spec.preset.name == QLatin1String("intermediate");
        };
        ImageService service(store, renderer, m_clock, {});
        const Original big = *store.put(*Source::fromBytes("original"), {QStringLiteral("jpeg"), 4000, 3000, 1, false});
        std::atomic<int> good{0};
        for (Format format : AllFormats) {
            for (const char *preset : {"card-320", "card-240", "pdp-600", "card-240@2x"})
                service.fetch(keyOf(big.id, preset, format), [&](Result<Variant> variant, CacheOutcome) { good += variant.ok(); });
        }
        QTRY_COMPARE(good.load(), int(4 * AllFormats.size()));
        QCOMPARE(intermediates.load(), 1);
    }

    void intermediatesServeWhereEnoughIsLeft_data()
    {
        QTest::addColumn<ImageInfo>("original");
        QTest::addColumn<Preset>("preset");
        QTest::addColumn<bool>("serves");
        const ImageInfo photo{QStringLiteral("jpeg"), 4000, 3000, 1, false};
        const auto changed = [](auto value, auto change) {
            change(value);
            return value;
        };
        const auto box = [](int width, int height, Fit fit = Fit::Inside) {
            Preset preset;
            preset.widthPx = width;
            preset.heightPx = height;
            preset.fit = fit;
            return preset;
        };
        QTest::newRow("small") << photo << box(640, 640) << true;
        QTest::newRow("too large") << photo << box(641, 641) << false;
        QTest::newRow("square cut of a wide picture") << photo << box(480, 480, Fit::Cover) << true;
        QTest::newRow("too large a cut") << photo << box(481, 481, Fit::Cover) << false;
        QTest::newRow("cut by interest") << photo << changed(box(200, 200, Fit::Cover), [](Preset &p) { p.crop = Crop::Attention; }) << false;
        QTest::newRow("padded") << photo << box(640, 2000, Fit::Pad) << true;
        QTest::newRow("distorted") << photo << box(100, 600, Fit::Exact) << false;
        QTest::newRow("as wide as it is") << photo << box(0, 300) << true;
        QTest::newRow("as it is") << photo << box(0, 0) << false;
        QTest::newRow("small original") << changed(photo, [](ImageInfo &i) { i.widthPx = 1599, i.heightPx = 1200; }) << box(320, 320) << false;
        QTest::newRow("with transparency") << changed(photo, [](ImageInfo &i) { i.alpha = true; }) << box(320, 320) << false;
        QTest::newRow("animated") << changed(photo, [](ImageInfo &i) { i.frames = 2; }) << box(320, 320) << false;
        QTest::newRow("a part") << photo << changed(box(320, 320), [](Preset &p) { p.region = {0, 0, 900, 900}; }) << false;
    }
    void intermediatesServeWhereEnoughIsLeft()
    {
        QFETCH(ImageInfo, original);
        QFETCH(Preset, preset);
        QFETCH(bool, serves);
        QCOMPARE(servesIntermediate(original, preset), serves);
    }

private:
    SystemClock m_clock;
};

QTEST_GUILESS_MAIN(IntermediatesTest)
#include "tst_intermediates.moc"
