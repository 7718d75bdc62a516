// What a variant costs: from memory, from a 12 megapixel original, and the whole matrix of presets.
//   build/dev/bin/bench_images            (vitrine-worker is beside it)

#include "base/clock.h"
#include "codec/worker_pool.h"
#include "images/image_service.h"
#include "images/support/fake_renderer.h"
#include "images/support/memory_original_store.h"
#include "images/support/pictures.h"

#include <benchmark/benchmark.h>

#include <atomic>
#include <thread>

using namespace vitrine;
using namespace vitrine::images;
using namespace std::chrono_literals;

namespace {

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
    const auto pool = std::move(*codec::WorkerPool::start());
    const auto source = twelveMegapixels();
    const RenderSpec spec{*presets().find(u"pdp-800"), format, false};
    for (auto _ : state) {
        if (!pool->render(*source, spec, later()))
            state.SkipWithError("not rendered");
    }
}

void matrixOf96(benchmark::State &state)
{
    const auto pool = std::move(*codec::WorkerPool::start());
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

BENCHMARK(cachedFetch)->Threads(1)->Threads(2);
BENCHMARK_CAPTURE(coldRender, jpeg, Format::Jpeg)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(coldRender, webp, Format::Webp)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(coldRender, avif, Format::Avif)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(matrixOf96)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);

} // namespace

BENCHMARK_MAIN();
