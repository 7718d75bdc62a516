// What a variant costs: from memory, from a 12 megapixel original, from its intermediate, and the whole matrix of presets.
// With VITRINE_TEST_DATA small variants are also made of the photographs in photos/large.
//   build/dev/bin/bench_images            (vitrine-worker is beside it)

#include "base/clock.h"
#include "codec/worker_pool.h"
#include "images/image_service.h"
#include "images/intermediates.h"
#include "images/support/fake_renderer.h"
#include "images/support/memory_original_store.h"
#include "images/support/memory_variant_store.h"
#include "images/support/pictures.h"
#include "support/test_data.h"

#include <benchmark/benchmark.h>

#include <QDir>

#include <atomic>
#include <thread>

using namespace vitrine;
using namespace vitrine::images;
using namespace std::chrono_literals;

namespace {

/// Whose decoders decode for every render.
std::unique_ptr<codec::WorkerPool> coldPool()
{
    codec::WorkerPoolLimits limits;
    limits.keptOpen = std::chrono::milliseconds(0);
    return std::move(*codec::WorkerPool::start(limits));
}

const PresetList &presets()
{
    static const PresetList list = PresetList::builtIn();
    return list;
}

std::shared_ptr<const Source> twelveMegapixels()
{
    static const QByteArray jpeg = test::encodePicture(test::drawPicture(4000, 3000), "JPEG");
    return *Source::fromBytes(jpeg);
}

Renderer::Deadline later()
{
    return std::chrono::steady_clock::now() + 60s;
}

void cachedFetch(benchmark::State &state)
{
    static test::MemoryOriginalStore store;
    static test::FakeRenderer renderer;
    static const SystemClock clock;
    static ImageService service(store, renderer, clock, {});
    static const VariantKey key{store.add("bytes"), *presets().find(u"card-320"), Format::Webp};
    if (!service.fetchAndWait(key))
        state.SkipWithError("not rendered");
    for (auto _ : state)
        benchmark::DoNotOptimize(service.cached(key));
}

void coldRender(benchmark::State &state, Format format)
{
    const auto pool = coldPool();
    const auto source = twelveMegapixels();
    const RenderSpec spec{*presets().find(u"pdp-800"), format, false};
    for (auto _ : state) {
        if (!pool->render(*source, spec, later()))
            state.SkipWithError("not rendered");
    }
}

void matrixOf96(benchmark::State &state)
{
    const auto pool = coldPool();
    const auto source = twelveMegapixels();
    for (auto _ : state) {
        std::atomic<int> next{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < pool->concurrency(); ++i) {
            threads.emplace_back([&] {
                const int cells = static_cast<int>(presets().all().size()) * 2;
                for (int cell = next++; cell < cells; cell = next++) {
                    const RenderSpec spec{presets().all()[cell / 2], cell % 2 ? Format::Webp : Format::Jpeg,
                                          true};
                    if (!pool->render(*source, spec, later()))
                        state.SkipWithError("not rendered");
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
    }
}

/// Small variants from the intermediate against the same ones from the original, side by side; and what the intermediate
/// costs the first one.
void smallFromIntermediate(benchmark::State &state)
{
    const auto pool = coldPool();
    QVector<std::shared_ptr<const Source>> originals{twelveMegapixels()};
    if (const QDir photos(test::testDataDir() + QStringLiteral("/photos/large")); !test::testDataDir().isEmpty()) {
        for (const QString &name : photos.entryList({QStringLiteral("*.jpg")}, QDir::Files, QDir::Name))
            originals += *Source::fromFile(photos.filePath(name));
    }
    double direct = 0, through = 0, making = 0, bytes = 0, originalBytes = 0;
    const auto timed = [&](double *sum, const Source &source, const RenderSpec &spec) {
        const auto start = std::chrono::steady_clock::now();
        auto rendered = pool->render(source, spec, later());
        *sum += std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
        return rendered;
    };
    for (auto _ : state) {
        for (const auto &original : originals) {
            const auto intermediate = timed(&making, *original, intermediateSpec());
            if (!intermediate)
                continue; // one of those that are there to be refused
            bytes += double(intermediate->bytes.size());
            originalBytes += double(original->sizeBytes());
            const auto source = *Source::fromBytes(intermediate->bytes);
            for (const char *name : {"thumb-80", "card-240", "card-240@2x"}) {
                for (const Format format : {Format::Jpeg, Format::Webp}) {
                    const RenderSpec spec{*presets().find(QString::fromLatin1(name)), format, false};
                    if (!timed(&direct, *original, spec) || !timed(&through, *source, spec))
                        state.SkipWithError("not rendered");
                }
            }
        }
    }
    state.counters["through/direct"] = through / direct;
    state.counters["making/direct"] = making / (direct / 6);
    state.counters["bytes/original"] = bytes / originalBytes;
}

/// All of JPEG and WebP by the service against as many renders of the original.
void matrixThroughTheService(benchmark::State &state)
{
    const auto pool = coldPool();
    const SystemClock clock;
    const auto source = twelveMegapixels();
    double direct = 0, through = 0;
    const auto seconds = [](auto since) {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
    };
    for (auto _ : state) {
        test::MemoryOriginalStore store;
        test::MemoryVariantStore disk;
        ImageService service(store, *pool, clock, {}, &disk);
        const auto original = *service.put(source);
        auto start = std::chrono::steady_clock::now();
        if (!service.warmUp({{original.id}, presets().all(), {Format::Jpeg, Format::Webp}}))
            state.SkipWithError("not warmed");
        while (service.warmUpState().waiting > 0)
            std::this_thread::sleep_for(1ms);
        through += seconds(start) * std::max(1, pool->concurrency() / 2); // the lanes that it may use
        start = std::chrono::steady_clock::now();
        for (const Preset &preset : presets().all()) {
            for (const Format format : {Format::Jpeg, Format::Webp}) {
                if (!pool->render(*source, {preset, format, false}, later()))
                    state.SkipWithError("not rendered");
            }
        }
        direct += seconds(start);
    }
    state.counters["direct/through"] = direct / through;
}

BENCHMARK(cachedFetch)->Threads(1)->Threads(2);
BENCHMARK_CAPTURE(coldRender, jpeg, Format::Jpeg)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(coldRender, webp, Format::Webp)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(coldRender, avif, Format::Avif)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(smallFromIntermediate)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);
BENCHMARK(matrixThroughTheService)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);
BENCHMARK(matrixOf96)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);

} // namespace

BENCHMARK_MAIN();
