#include "base/clock.h"
#include "images/heat_table.h"
#include "images/image_service.h"
#include "images/recent_qualities.h"
#include "images/support/fake_renderer.h"
#include "images/support/memory_original_store.h"
#include "images/support/memory_variant_store.h"
#include "images/twins.h"

#include <QtTest>

#include <condition_variable>
#include <mutex>

using namespace vitrine;
using namespace vitrine::images;

namespace {

constexpr int HotUses = 4;

/// Holds careful renders until it is opened or they are cancelled.
class Gate
{
public:
    void pass(const CancelToken &cancel)
    {
        std::unique_lock lock(m_mutex);
        ++m_begun;
        while (!m_open && !cancel.requested())
            m_changed.wait_for(lock, std::chrono::milliseconds(5));
    }
    void open()
    {
        std::lock_guard lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }
    int begun() const
    {
        std::lock_guard lock(m_mutex);
        return m_begun;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_begun = 0;
    bool m_open = false;
};

VariantKey keyOf(const ImageId &image, Format format = Format::Webp)
{
    Preset preset;
    preset.name = QStringLiteral("some-300");
    preset.widthPx = preset.heightPx = 300;
    return {image, preset, format};
}

} // namespace

/// What is asked for again and again is made once more, with care; what an address answers then.
class CarefulPassTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_originals = std::make_unique<test::MemoryOriginalStore>();
        m_renderer = std::make_unique<test::FakeRenderer>();
        m_renderer->paddingBytes = 100;
        m_renderer->carefulGain = 30;
        m_disk = std::make_unique<test::MemoryVariantStore>();
    }

    void whatIsHotGetsSmallerUnderAnotherEtag()
    {
        const auto service = start();
        const VariantKey key = keyOf(m_originals->add("bytes"));
        const QByteArray quick = ImageService::etag(key);
        const qsizetype quickBytes = askUntilHot(*service, key);
        QTRY_COMPARE(service->counters().careful.made, 1u);
        const QByteArray careful = service->currentEtag(quick);
        QVERIFY(careful != quick);
        QVERIFY(careful.startsWith('"') && careful.endsWith('"'));
        const auto better = service->cached(careful);
        QVERIFY(better);
        QCOMPARE(better->etag, careful);
        QCOMPARE(better->bytes.size(), quickBytes - 30);
        QVERIFY(!service->cached(quick)); // its place is taken
        QVERIFY(m_disk->contains(careful));
        QCOMPARE(service->counters().careful.savedBytes, 30u);
        QCOMPARE(service->counters().decodes, 1u);
    }

    void isMadeFromTheTwinWhereThereIsOne()
    {
        const auto service = start();
        const VariantKey key = keyOf(m_originals->add("bytes"));
        m_disk->put({"of the twin", Format::Jpeg, 0, 0, twinKey(key.image), {}}, m_disk->epoch());
        QByteArray decoded;
        m_renderer->onCarefulRender = [&decoded](const Source &source, const RenderSpec &, const CancelToken &) {
            decoded = test::bytesOf(source);
        };
        askUntilHot(*service, key);
        QTRY_COMPARE(service->counters().careful.made, 1u);
        QCOMPARE(decoded, QByteArray("of the twin"));
    }

    void whatIsAskedForSeldomStaysAsItIs()
    {
        const auto service = start();
        const VariantKey key = keyOf(m_originals->add("bytes"));
        (void)service->fetchAndWait(key);
        for (int i = 0; i < HotUses - 1; ++i)
            use(*service, key);
        QCOMPARE(service->counters().careful.waiting, 0);
        QCOMPARE(service->currentEtag(ImageService::etag(key)), ImageService::etag(key));
        QCOMPARE(m_renderer->carefulRenders.load(), 0);
        use(*service, key);
        QTRY_COMPARE(m_renderer->carefulRenders.load(), 1);
    }

    void noneWithoutASetting()
    {
        ImageService service(*m_originals, *m_renderer, m_clock, {}, m_disk.get());
        const VariantKey key = keyOf(m_originals->add("bytes"));
        (void)service.fetchAndWait(key);
        for (int i = 0; i < 1000; ++i)
            use(service, key);
        QCOMPARE(service.counters().careful.waiting, 0);
        QCOMPARE(m_renderer->carefulRenders.load(), 0);
    }

    void theIndexOfTheStoreTellsAfterARestart()
    {
        const VariantKey key = keyOf(m_originals->add("bytes"));
        const QByteArray quick = ImageService::etag(key);
        {
            const auto service = start();
            askUntilHot(*service, key);
            QTRY_COMPARE(service->counters().careful.made, 1u);
        }
        const auto restarted = start();
        const QByteArray careful = restarted->currentEtag(quick);
        QVERIFY(careful != quick);
        VariantKey wanted = key;
        wanted.generation = Generation::Careful;
        QCOMPARE(ImageService::etag(wanted), careful);
        const auto found = restarted->fetchAndWait(wanted);
        QCOMPARE(found->etag, careful);
        QCOMPARE(restarted->counters().diskHits, 1u);
        QCOMPARE(m_renderer->renders.load(), 1);
    }

    void aCarefulOneThatIsGoneIsAQuickOne()
    {
        const auto service = start();
        VariantKey key = keyOf(m_originals->add("bytes"));
        const QByteArray quick = ImageService::etag(key);
        key.generation = Generation::Careful;
        m_disk->promise(ImageService::etag(key)); // the index says yes, the disk no
        const auto made = service->fetchAndWait(key);
        QCOMPARE(made->etag, quick);
        QCOMPARE(service->fetchAndWait(key)->etag, quick);
        QCOMPARE(m_renderer->carefulRenders.load(), 0);
    }

    void nobodyIsMadeToWait()
    {
        Gate gate;
        m_renderer->onCarefulRender = [&](auto &, auto &, const CancelToken &cancel) { gate.pass(cancel); };
        m_renderer->workers = 1;
        const auto service = start();
        askUntilHot(*service, keyOf(m_originals->add("bytes")));
        QTRY_COMPARE(gate.begun(), 1);
        // While it is being made, others are rendered, and what is hot is answered as it was.
        QVERIFY(service->fetchAndWait(keyOf(m_originals->add("other"))).ok());
        QCOMPARE(service->counters().queuedRenders, 0);
        gate.open();
        QTRY_COMPARE(service->counters().careful.made, 1u);
    }

    void beginsOnlyWhenNobodyWaits()
    {
        std::mutex mutex;
        std::condition_variable changed;
        bool open = false;
        const auto service = start();
        const VariantKey hot = keyOf(m_originals->add("bytes"));
        (void)service->fetchAndWait(hot);
        m_renderer->beforeRender = [&] {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return open; });
        };
        std::atomic_bool answered{false};
        service->fetch(keyOf(m_originals->add("slow")), [&](Result<Variant>, CacheOutcome) { answered = true; });
        for (int i = 0; i < HotUses; ++i)
            use(*service, hot);
        QCOMPARE(service->counters().careful.waiting, 1);
        QCOMPARE(m_renderer->carefulRenders.load(), 0);
        {
            std::lock_guard lock(mutex);
            open = true;
            changed.notify_all();
        }
        QTRY_COMPARE(service->counters().careful.made, 1u);
        QVERIFY(answered);
    }

    void aPurgeInBetweenWins()
    {
        const auto service = start();
        const VariantKey key = keyOf(m_originals->add("bytes"));
        m_renderer->onCarefulRender = [&](auto &, auto &, auto &) {
            QVERIFY(service->purge({{"image/" + key.image.toString().toLatin1()}, {}}).ok());
        };
        askUntilHot(*service, key);
        QTRY_COMPARE(service->counters().careful.failed, 1u);
        QCOMPARE(service->counters().cachedVariants, 0);
        QCOMPARE(service->counters().disk.variants, 0);
        QCOMPARE(service->currentEtag(ImageService::etag(key)), ImageService::etag(key));
        // And it may become hot again.
        m_renderer->onCarefulRender = {};
        askUntilHot(*service, key);
        QTRY_COMPARE(service->counters().careful.made, 1u);
        QCOMPARE(service->purge({{}, {""}})->inMemory, 1);
        QCOMPARE(service->currentEtag(ImageService::etag(key)), ImageService::etag(key));
    }

    void theEndGivesUpWhatIsBeingMade()
    {
        Gate gate; // stays closed
        m_renderer->onCarefulRender = [&](auto &, auto &, const CancelToken &cancel) { gate.pass(cancel); };
        {
            const auto service = start();
            for (const char *bytes : {"a", "b", "c"})
                askUntilHot(*service, keyOf(m_originals->add(bytes)));
            QTRY_COMPARE(gate.begun(), 1);
            QCOMPARE(service->counters().careful.waiting, 2);
        }
        QCOMPARE(gate.begun(), 1);
        QCOMPARE(m_disk->counters().variants, 3);
    }

    void withoutGainItIsNotTriedAgain()
    {
        m_renderer->carefulGain = 0;
        const auto service = start();
        const VariantKey key = keyOf(m_originals->add("bytes"));
        askUntilHot(*service, key);
        QTRY_COMPARE(service->counters().careful.withoutGain, 1u);
        for (int i = 0; i < 10 * HotUses; ++i)
            use(*service, key);
        QCOMPARE(service->counters().careful.waiting, 0);
        QCOMPARE(m_renderer->carefulRenders.load(), 1);
        QCOMPARE(service->currentEtag(ImageService::etag(key)), ImageService::etag(key));
        // A score is kept whatever it costs.
        VariantKey scored = key;
        scored.preset.score = 80;
        askUntilHot(*service, scored);
        QTRY_COMPARE(service->counters().careful.made, 1u);
    }

    void whatWasFoundIsNotSearchedAgain()
    {
        RecentQualities qualities;
        QVector<std::optional<int>> asked;
        m_renderer->onCarefulRender = [&](auto &, const RenderSpec &spec, auto &) { asked << spec.quality; };
        VariantKey key = keyOf(m_originals->add("bytes"));
        key.preset.score = 75;
        for (int i = 0; i < 2; ++i) {
            test::MemoryVariantStore empty;
            ImageService service(*m_originals, *m_renderer, m_clock, limits(), &empty, &qualities);
            askUntilHot(service, key);
            QTRY_COMPARE(service.counters().careful.made, 1u);
        }
        QCOMPARE(asked, (QVector<std::optional<int>>{std::nullopt, m_renderer->foundQuality}));
        // Another score, another format, another original: nothing is known.
        ImageService service(*m_originals, *m_renderer, m_clock, limits(), nullptr, &qualities);
        VariantKey other = key;
        other.preset.score = 60;
        for (const VariantKey &unknown :
             {other, VariantKey{key.image, key.preset, Format::Avif}, VariantKey{m_originals->add("others"), key.preset, key.format}}) {
            const quint64 before = service.counters().careful.made;
            askUntilHot(service, unknown);
            QTRY_COMPARE(service.counters().careful.made, before + 1);
            QCOMPARE(asked.constLast(), std::nullopt);
        }
    }

    void isMadeOfTheOriginalItself()
    {
        QByteArray source;
        m_renderer->onCarefulRender = [&](const Source &of, auto &, auto &) { source = test::bytesOf(of); };
        const Original big = *m_originals->put(*Source::fromBytes("original"), {QStringLiteral("jpeg"), 4000, 3000, 1, false});
        const auto service = start();
        askUntilHot(*service, keyOf(big.id));
        QTRY_COMPARE(service->counters().careful.made, 1u);
        QCOMPARE(source, QByteArray("original"));
    }

    void aGifIsLeftAlone()
    {
        const auto service = start();
        askUntilHot(*service, keyOf(m_originals->add("bytes"), Format::Gif));
        QCOMPARE(service->counters().careful.waiting, 0);
        QCOMPARE(m_renderer->carefulRenders.load(), 0);
    }

    void heatAges()
    {
        HeatTable heat(3);
        QVERIFY(!heat.use("\"a\""));
        QVERIFY(!heat.use("\"a\""));
        QVERIFY(heat.use("\"a\""));
        QVERIFY(!heat.use("\"a\""));
        QVERIFY(!heat.use("\"a\""));
        for (int i = 0; i < 1'000'000; ++i) // one other, asked for all the time
            heat.use("\"b\"");
        QVERIFY(!heat.use("\"a\"")); // 2 / 2 + 1
        QVERIFY(heat.use("\"a\""));
    }

private:
    static ImageServiceLimits limits()
    {
        ImageServiceLimits limits;
        limits.hotUses = HotUses;
        return limits;
    }
    std::unique_ptr<ImageService> start()
    {
        return std::make_unique<ImageService>(*m_originals, *m_renderer, m_clock, limits(), m_disk.get());
    }
    /// As an address that may change its bytes does.
    static void use(ImageService &service, const VariantKey &key)
    {
        if (const auto variant = service.cached(service.currentEtag(ImageService::etag(key))))
            service.used(*variant, [&] { return key; });
    }
    /// How many bytes it has before.
    static qsizetype askUntilHot(ImageService &service, const VariantKey &key)
    {
        const auto first = service.fetchAndWait(key);
        for (int i = 0; i < HotUses; ++i)
            use(service, key);
        return first ? first->bytes.size() : 0;
    }

    SystemClock m_clock;
    std::unique_ptr<test::MemoryOriginalStore> m_originals;
    std::unique_ptr<test::FakeRenderer> m_renderer;
    std::unique_ptr<test::MemoryVariantStore> m_disk;
};

QTEST_GUILESS_MAIN(CarefulPassTest)
#include "tst_careful_pass.moc"
