#include "base/clock.h"
#include "images/image_service.h"
#include "images/negative_cache.h"
#include "images/support/fake_renderer.h"
#include "images/support/memory_original_store.h"
#include "images/support/memory_variant_store.h"
#include "support/manual_clock.h"

#include <QtTest>

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

using namespace vitrine;
using namespace vitrine::images;

namespace {

VariantKey keyOf(const ImageId &image, const char *preset = "card-320", Format format = Format::Webp)
{
    static const PresetList presets = PresetList::builtIn();
    return {image, *presets.find(QString::fromLatin1(preset)), format};
}

/// Holds renders until it is opened.
class Gate
{
public:
    void pass()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_open; });
    }
    void open()
    {
        std::lock_guard lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_open = false;
};

} // namespace

class ImageServiceTest : public QObject
{
    Q_OBJECT

private slots:
    void rendersOnceAndThenAnswersFromMemory()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        ImageService service(store, renderer, m_clock, {});
        const VariantKey key = keyOf(store.add("bytes"));
        QVERIFY(!service.cached(key));
        const auto first = service.fetchAndWait(key);
        QVERIFY(first.ok());
        QCOMPARE(first->bytes, QByteArray("card-320.webp"));
        QCOMPARE(first->etag, ImageService::etag(key));
        QVERIFY(service.cached(key));
        QVERIFY(service.fetchAndWait(key).ok());
        QCOMPARE(renderer.renders.load(), 1);
        QCOMPARE(service.counters().hits, 2u);
        QCOMPARE(service.counters().misses, 1u);
    }

    void aThousandRequestsForOneColdVariantAreOneDecode()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        Gate gate;
        renderer.beforeRender = [&gate] { gate.pass(); };
        ImageService service(store, renderer, m_clock, {});
        const VariantKey key = keyOf(store.add("bytes"));
        std::atomic<int> good{0};
        std::vector<std::thread> clients;
        for (int i = 0; i < 8; ++i) {
            clients.emplace_back([&] {
                for (int j = 0; j < 125; ++j)
                    service.fetch(key,
                                  [&good](Result<Variant> variant, CacheOutcome) { good += variant.ok(); });
            });
        }
        for (std::thread &client : clients)
            client.join();
        gate.open();
        QTRY_COMPARE(good.load(), 1000);
        QCOMPARE(renderer.renders.load(), 1);
        QCOMPARE(service.counters().decodes, 1u);
        QCOMPARE(service.counters().coalesced, 999u);
        QCOMPARE(service.counters().cachedVariants, 1);
    }

    void everyOperationHasAnEtagOfItsOwn()
    {
        const VariantKey plain = keyOf(ImageId(QStringLiteral("0123456789abcdef0123456789abcdef")));
        const std::vector<std::function<void(Operations &)>> changes{
            [](Operations &o) { o.region = {0, 0, 10, 10}; }, [](Operations &o) { o.region = {1, 0, 10, 10}; },
            [](Operations &o) { ++o.widthPx; },               [](Operations &o) { ++o.heightPx; },
            [](Operations &o) { o.fit = Fit::Exact; },        [](Operations &o) { o.crop = Crop::Entropy; },
            [](Operations &o) { o.focusX = 0.1; },            [](Operations &o) { o.focusY = 0.1; },
            [](Operations &o) { o.enlarge = true; },          [](Operations &o) { o.mirror = true; },
            [](Operations &o) { o.rotationDegrees = 90; },    [](Operations &o) { o.tone = Tone::Gray; },
            [](Operations &o) { o.blurSigma = 1; },           [](Operations &o) { o.sharpen = 3; },
            [](Operations &o) { o.padding.left = 1; },        [](Operations &o) { o.padding.top = 1; },
            [](Operations &o) { o.backgroundRgb = 1; },       [](Operations &o) { o.opaque = true; },
            [](Operations &o) { o.animated = false; },        [](Operations &o) { o.maxBytes = 1; }};
        QSet<QByteArray> etags{ImageService::etag(plain)};
        for (const auto &change : changes) {
            VariantKey changed = plain;
            change(changed.preset);
            etags.insert(ImageService::etag(changed));
        }
        QCOMPARE(size_t(etags.size()), changes.size() + 1);
    }

    void etagsDifferByEverythingThatChangesTheBytes()
    {
        const ImageId a(QStringLiteral("a")), b(QStringLiteral("b"));
        VariantKey other = keyOf(a);
        other.preset.quality[static_cast<std::size_t>(Format::Webp)] = 3;
        VariantKey renamed = keyOf(a);
        renamed.preset.name = QStringLiteral("another-name");
        const QSet<QByteArray> etags{ImageService::etag(keyOf(a)), ImageService::etag(keyOf(b)),
                                     ImageService::etag(keyOf(a, "pdp-800")),
                                     ImageService::etag(keyOf(a, "card-320", Format::Avif)),
                                     ImageService::etag(other)};
        QCOMPARE(etags.size(), 5);
        QCOMPARE(ImageService::etag(renamed), ImageService::etag(keyOf(a)));
        QVERIFY(ImageService::etag(renamed).startsWith('"') && ImageService::etag(renamed).endsWith('"'));
    }

    void refusesBeyondTheQueue()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        Gate gate;
        renderer.beforeRender = [&gate] { gate.pass(); };
        ImageServiceLimits limits;
        limits.queuedRenders = 3;
        ImageService service(store, renderer, m_clock, limits);
        std::atomic<int> overloaded{0}, good{0};
        for (int i = 0; i < 10; ++i) {
            service.fetch(keyOf(store.add(QByteArray::number(i))),
                          [&](Result<Variant> variant, CacheOutcome) {
                              good += variant.ok();
                              overloaded += !variant.ok() && variant.error().code == ErrorCode::Overloaded;
                          });
        }
        QCOMPARE(overloaded.load(), 5); // two at work, three waiting
        QCOMPARE(service.counters().queuedRenders, 3);
        gate.open();
        QTRY_COMPARE(good.load(), 5);
    }

    void failuresAreRememberedForAMomentAndNoPictures()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        test::ManualClock clock;
        ImageService service(store, renderer, clock, {});
        QCOMPARE(service.fetchAndWait(keyOf(ImageId(QStringLiteral("none")))).error().code,
                 ErrorCode::NotFound);
        const VariantKey key = keyOf(store.add("bytes"));
        renderer.failure = Error{ErrorCode::Unprocessable, QStringLiteral("cut off"), {}, {}};
        for (int i = 0; i < 3; ++i)
            QCOMPARE(service.fetchAndWait(key).error().code, ErrorCode::Unprocessable);
        QCOMPARE(renderer.renders.load(), 1);
        QCOMPARE(service.counters().negativeHits, 2u);
        renderer.failure.reset();
        clock.advance(std::chrono::seconds(6));
        QVERIFY(service.fetchAndWait(key).ok());
        QCOMPARE(service.counters().failures, 2u);
        QCOMPARE(service.counters().cachedVariants, 1);
    }

    void whatMayGoWellTheNextTimeIsTriedAgain()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        ImageService service(store, renderer, m_clock, {});
        const VariantKey key = keyOf(store.add("bytes"));
        for (ErrorCode code : {ErrorCode::DeadlineExceeded, ErrorCode::Overloaded, ErrorCode::Internal, ErrorCode::Io}) {
            renderer.failure = Error{code, {}, {}, {}};
            QCOMPARE(service.fetchAndWait(key).error().code, code);
        }
        renderer.failure.reset();
        QVERIFY(service.fetchAndWait(key).ok());
    }

    void anUploadEndsWhatWasRememberedAsMissing()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        test::ManualClock clock;
        ImageService service(store, renderer, clock, {});
        test::MemoryOriginalStore sameIds;
        const VariantKey key = keyOf(sameIds.add("bytes"));
        QCOMPARE(service.fetchAndWait(key).error().code, ErrorCode::NotFound);
        QVERIFY(service.put(*Source::fromBytes("bytes")).ok());
        QVERIFY(service.fetchAndWait(key).ok());
    }

    void failuresTakeNoMoreThanTheirRoom()
    {
        NegativeCache negatives(std::chrono::seconds(5), 10);
        const Clock::Steady now{};
        const Error error{ErrorCode::NotFound, {}, {}, {}};
        for (int i = 0; i < 100; ++i) {
            negatives.store(QByteArray::number(i), error, now);
            negatives.store(QByteArray::number(i), error, now);
        }
        QVERIFY(!negatives.find("89", now));
        QVERIFY(negatives.find("90", now) && negatives.find("99", now));
        QVERIFY(!negatives.find("99", now + std::chrono::seconds(5)));
    }

    void asksTheStoreBeforeItRenders()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        test::MemoryVariantStore disk;
        const VariantKey key = keyOf(store.add("bytes"));
        {
            ImageService service(store, renderer, m_clock, {}, &disk);
            QCOMPARE(outcomeOf(service, key), CacheOutcome::Miss);
        }
        ImageService restarted(store, renderer, m_clock, {}, &disk);
        QCOMPARE(outcomeOf(restarted, key), CacheOutcome::HitDisk);
        QCOMPARE(outcomeOf(restarted, key), CacheOutcome::Hit);
        QCOMPARE(restarted.fetchAndWait(key)->bytes, QByteArray("card-320.webp"));
        QCOMPARE(renderer.renders.load(), 1);
        QCOMPARE(restarted.counters().diskHits, 1u);
    }

    void rendersWhatTheStoreCannotRead()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        test::MemoryVariantStore disk;
        ImageService service(store, renderer, m_clock, {}, &disk);
        const VariantKey key = keyOf(store.add("bytes"));
        disk.promise(ImageService::etag(key));
        QCOMPARE(outcomeOf(service, key), CacheOutcome::Miss);
        QCOMPARE(service.counters().queuedRenders, 0);
    }

    void aHitOnDiskDoesNotWaitForRenders()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        test::MemoryVariantStore disk;
        const VariantKey key = keyOf(store.add("stored"));
        {
            ImageService service(store, renderer, m_clock, {}, &disk);
            QVERIFY(service.fetchAndWait(key).ok());
        }
        Gate gate;
        renderer.beforeRender = [&gate] { gate.pass(); };
        ImageService service(store, renderer, m_clock, {}, &disk);
        std::atomic<int> slow{0};
        for (int i = 0; i < 10; ++i)
            service.fetch(keyOf(store.add(QByteArray::number(i))), [&](Result<Variant>, CacheOutcome) { ++slow; });
        QVERIFY(service.fetchAndWait(key).ok());
        QCOMPARE(slow.load(), 0);
        gate.open();
    }

    void forgetsWhatIsPurged()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        test::MemoryVariantStore disk;
        ImageService service(store, renderer, m_clock, {}, &disk);
        const VariantKey a = keyOf(store.add("a")), b = keyOf(store.add("b")), wide = keyOf(a.image, "pdp-800");
        for (const VariantKey &key : {a, b, wide})
            QVERIFY(service.fetchAndWait(key).ok());
        const auto purged = service.purge({{"image/" + a.image.toString().toLatin1()}, {}});
        QCOMPARE(purged->inMemory, 2);
        QCOMPARE(purged->onDisk, 2);
        QCOMPARE(outcomeOf(service, a), CacheOutcome::Miss);
        QCOMPARE(outcomeOf(service, b), CacheOutcome::Hit);
        QCOMPARE(outcomeOf(service, wide), CacheOutcome::Miss);
        QCOMPARE(service.purge({{"preset/pdp-800"}, {}})->inMemory, 1);
        disk.failure = Error{ErrorCode::Io, QStringLiteral("broken"), {}, {}};
        QCOMPARE(service.purge({{}, {""}}).error().code, ErrorCode::Io);
        QCOMPARE(service.counters().cachedVariants, 0);
    }

    void aRenderThatAPurgeOvertakesIsAnsweredAndNotKept()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        test::MemoryVariantStore disk;
        ImageService service(store, renderer, m_clock, {}, &disk);
        const VariantKey key = keyOf(store.add("bytes"));
        renderer.beforeRender = [&] { QVERIFY(service.purge({{}, {"image/"}}).ok()); };
        QCOMPARE(outcomeOf(service, key), CacheOutcome::MissUnstored);
        QCOMPARE(service.counters().cachedVariants, 0);
        QCOMPARE(service.counters().disk.variants, 0);
    }

    void warmsUpWhatIsNotThereYet()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        test::MemoryVariantStore disk;
        ImageService service(store, renderer, m_clock, {}, &disk);
        const PresetList presets = PresetList::builtIn();
        WarmUp warmUp{{store.add("a"), store.add("b"), ImageId(QStringLiteral("none"))},
                      presets.all().first(10),
                      {Format::Jpeg, Format::Avif}};
        QVERIFY(service.fetchAndWait({warmUp.images[0], warmUp.presets[3], Format::Avif}).ok());
        QVERIFY(service.warmUp(warmUp).ok());
        QTRY_COMPARE(service.warmUpState().waiting, 0);
        QCOMPARE(service.warmUpState().rendered, 39);
        QCOMPARE(service.warmUpState().present, 1);
        QCOMPARE(service.warmUpState().failed, 20);
        QCOMPARE(renderer.renders.load(), 40);
        QCOMPARE(outcomeOf(service, {warmUp.images[1], warmUp.presets[9], Format::Jpeg}), CacheOutcome::HitDisk);
        warmUp.presets.clear();
        QVERIFY(service.warmUp(warmUp).ok());
        QCOMPARE(service.warmUpState().waiting, 0);
    }

    void warmsUpOneOriginalOverOneDecode()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        test::MemoryVariantStore disk;
        ImageService service(store, renderer, m_clock, {}, &disk);
        const PresetList presets = PresetList::builtIn();
        // What a big original's small variants are made of is another file than the original: one ladder for each.
        const ImageInfo big{QStringLiteral("jpeg"), 4000, 3000, 1, false};
        const auto original = store.put(*Source::fromBytes("big"), big);
        QVERIFY(original.ok());
        QVERIFY(service.warmUp({{store.add("small"), original->id}, presets.all(), {Format::Jpeg, Format::Webp}}).ok());
        QTRY_COMPARE(service.warmUpState().waiting, 0);
        QCOMPARE(service.warmUpState().failed, 0);
        QCOMPARE(service.warmUpState().rendered + service.warmUpState().present, 2 * 2 * presets.all().size());
        QCOMPARE(renderer.ladders.load(), 3);
    }
    void warmingUpLetsOthersPass()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        renderer.workers = 1;
        Gate gate;
        std::atomic<int> begun{0};
        renderer.beforeRender = [&] {
            ++begun;
            gate.pass();
        };
        ImageService service(store, renderer, m_clock, {});
        QVERIFY(service.warmUp({{store.add("warm")}, PresetList::builtIn().all(), {Format::Png}}).ok());
        QTRY_COMPARE(begun.load(), 1);
        qint64 warmedBefore = -1;
        std::atomic_bool answered{false};
        service.fetch(keyOf(store.add("wanted")), [&](Result<Variant>, CacheOutcome) {
            warmedBefore = service.warmUpState().rendered;
            answered = true;
        });
        gate.open();
        QTRY_VERIFY(answered);
        QCOMPARE(warmedBefore, 1); // the one that was at work
        service.cancelWarmUp();
        QTRY_COMPARE(service.warmUpState().waiting, 0);
    }

    void theCacheStaysInItsBytes()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        renderer.paddingBytes = 100'000;
        ImageServiceLimits limits;
        limits.cacheBytes = 1 << 20;
        ImageService service(store, renderer, m_clock, limits);
        QVector<VariantKey> keys;
        for (int i = 0; i < 30; ++i) {
            keys << keyOf(store.add(QByteArray::number(i)));
            QVERIFY(service.fetchAndWait(keys.constLast()).ok());
            (void)service.cached(keys.constFirst());
            QVERIFY(service.counters().cachedBytes <= limits.cacheBytes);
        }
        QVERIFY(service.counters().cachedVariants >= 9);
        QVERIFY2(service.cached(keys[0]), "the one in use stays");
        QVERIFY2(!service.cached(keys[1]), "the one longest unused leaves");
    }

    void putChecksBeforeItStores()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        ImageServiceLimits limits;
        limits.originalBytes = 10;
        ImageService service(store, renderer, m_clock, limits);
        QCOMPARE(service.put(*Source::fromBytes("more than ten bytes")).error().code, ErrorCode::TooLarge);
        renderer.failure = Error{ErrorCode::Unprocessable, {}, {}, {}};
        QCOMPARE(service.put(*Source::fromBytes("bad")).error().code, ErrorCode::Unprocessable);
        QCOMPARE(store.count(), 0);
        renderer.failure.reset();
        const auto original = service.put(*Source::fromBytes("good"));
        QVERIFY(original.ok());
        QCOMPARE(original->info.widthPx, 100);
        QCOMPARE(store.count(), 1);
    }

private:
    static CacheOutcome outcomeOf(ImageService &service, const VariantKey &key)
    {
        std::promise<CacheOutcome> outcome;
        service.fetch(key, [&outcome](Result<Variant>, CacheOutcome how) { outcome.set_value(how); });
        return outcome.get_future().get();
    }

    SystemClock m_clock;
};

QTEST_GUILESS_MAIN(ImageServiceTest)
#include "tst_image_service.moc"
