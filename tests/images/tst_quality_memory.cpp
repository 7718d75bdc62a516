#include "images/image_service.h"
#include "images/recent_qualities.h"
#include "images/support/fake_renderer.h"
#include "images/support/memory_original_store.h"
#include "support/manual_clock.h"

#include <QtTest>

using namespace vitrine;
using namespace vitrine::images;

class QualityMemoryTest : public QObject
{
    Q_OBJECT

private slots:
    void whatWasFoundIsNotSearchedAgain()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        test::ManualClock clock;
        RecentQualities qualities;
        ImageServiceLimits forgetful;
        forgetful.cacheBytes = 0;
        ImageService service(store, renderer, clock, forgetful, nullptr, &qualities);
        Preset preset;
        preset.score = 75;
        const VariantKey key{store.add("bytes"), preset, Format::Webp};
        QVERIFY(service.fetchAndWait(key).ok());
        QVERIFY(!renderer.askedQuality);
        QVERIFY(service.fetchAndWait(key).ok());
        QCOMPARE(renderer.renders.load(), 2);
        QCOMPARE(renderer.askedQuality, std::optional(renderer.foundQuality));
        // Another score, another format, another original: nothing is known.
        VariantKey other = key;
        other.preset.score = 60;
        QVERIFY(service.fetchAndWait(other).ok());
        QVERIFY(!renderer.askedQuality);
        QVERIFY(service.fetchAndWait({key.image, preset, Format::Avif}).ok());
        QVERIFY(!renderer.askedQuality);
        QVERIFY(service.fetchAndWait({store.add("others"), preset, Format::Webp}).ok());
        QVERIFY(!renderer.askedQuality);
    }

    void isBounded()
    {
        RecentQualities qualities(2);
        qualities.remember("a", 10);
        qualities.remember("b", 20);
        QVERIFY(qualities.find("a").has_value());
        qualities.remember("c", 30);
        QVERIFY(!qualities.find("b").has_value()); // the one that nobody asked for
        QCOMPARE(qualities.find("a"), std::optional(10));
        QCOMPARE(qualities.find("c"), std::optional(30));
    }
};

QTEST_GUILESS_MAIN(QualityMemoryTest)
#include "tst_quality_memory.moc"
