// How fast products go in, with their cards, their text index and their facets, and what a second time costs.
#include "bench/catalog/shop.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QCoreApplication>

#include <benchmark/benchmark.h>

namespace {

using namespace vitrine;
using storage::sqlite::SqliteCatalog;

constexpr int Batch = 256;
constexpr int ValuesPerProduct = 19;

QVector<QVector<catalog::Product>> batches(int count)
{
    QVector<QVector<catalog::Product>> all;
    for (int n = 0; n < count; ++n) {
        if (n % Batch == 0)
            all.append(QVector<catalog::Product>());
        all.last().append(bench::shopProduct(n));
    }
    return all;
}

void upsertAll(benchmark::State &state, bool again)
{
    const int count = bench::productCount(19'406);
    const auto all = batches(count);
    for (auto _ : state) {
        state.PauseTiming();
        QTemporaryDir dir;
        auto opened = SqliteCatalog::open(dir.path());
        if (!opened) {
            state.SkipWithError(qPrintable(opened.error().toString()));
            return;
        }
        auto catalog = std::move(opened).value();
        if (again)
            bench::fill(catalog->ports().writer, count);
        state.ResumeTiming();
        for (const auto &batch : all)
            benchmark::DoNotOptimize(catalog->ports().writer.upsert(batch).ok());
        state.PauseTiming();
        catalog.reset();
        state.ResumeTiming();
    }
    state.counters["products"] = count;
    state.counters["values/s"] = benchmark::Counter(
        double(count) * ValuesPerProduct * double(state.iterations()), benchmark::Counter::kIsRate);
}

void upsertNew(benchmark::State &state)
{
    upsertAll(state, false);
}

void upsertUnchanged(benchmark::State &state)
{
    upsertAll(state, true);
}

void editOne(benchmark::State &state)
{
    QTemporaryDir dir;
    auto opened = SqliteCatalog::open(dir.path());
    if (!opened) {
        state.SkipWithError(qPrintable(opened.error().toString()));
        return;
    }
    auto catalog = std::move(opened).value();
    bench::fill(catalog->ports().writer, bench::productCount(19'406));
    const QString sku = bench::shopProduct(7).key.toString();
    double stock = 0;
    for (auto _ : state) {
        catalog::Edit edit{ProductKey(sku), catalog::Edit::Field::Stock, sku, {}, stock += 1, {}};
        benchmark::DoNotOptimize(catalog->ports().writer.edit(edit).ok());
    }
}

BENCHMARK(upsertNew)->Unit(benchmark::kMillisecond)->Iterations(1)->UseRealTime();
BENCHMARK(upsertUnchanged)->Unit(benchmark::kMillisecond)->Iterations(1)->UseRealTime();
BENCHMARK(editOne)->Unit(benchmark::kMicrosecond)->UseRealTime();

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
