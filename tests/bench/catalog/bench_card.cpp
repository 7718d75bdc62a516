// A card by its key: back to back, and paced at 1 000/s with sleep between, as a server sees it. Then the
// lists. VITRINE_BENCH_PRODUCTS=1000000 for the full size; VITRINE_BENCH_DIR keeps the catalog for the next
// run.
#include "bench/catalog/shop.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QRandomGenerator>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <thread>

namespace {

using namespace vitrine;
using storage::sqlite::SqliteCatalog;
using SteadyClock = std::chrono::steady_clock;

constexpr int Keys = 4'096;

struct Shop
{
    QTemporaryDir temporary;
    std::unique_ptr<SqliteCatalog> store;
    int count = bench::productCount(100'000);
    QVector<ProductKey> keys;
    double openMs = 0;

    Shop()
    {
        const QString kept = qEnvironmentVariable("VITRINE_BENCH_DIR");
        const QString dir = kept.isEmpty() ? temporary.path() : kept;
        open(dir);
        if (store->ports().search.productCount() < count) {
            bench::fill(store->ports().writer, count);
            store.reset();
            open(dir);
        }
        for (int i = 0; i < Keys; ++i)
            keys.append(bench::shopProduct(int(QRandomGenerator(quint32(i)).bounded(count))).key);
        for (int n = 0; n < count; ++n) // warm: every card once
            benchmark::DoNotOptimize(store->ports().cards.card(bench::shopProduct(n).key).ok());
    }

    void open(const QString &dir)
    {
        QElapsedTimer timer;
        timer.start();
        auto opened = SqliteCatalog::open(dir);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().toString()));
        store = std::move(opened).value();
        const auto everything = store->ports().search.find({}, {});
        if (!everything || !store->ports().search.rows(*everything, 0, 64))
            qFatal("the first page cannot be read");
        openMs = double(timer.nsecsElapsed()) / 1e6;
    }
};

Shop &shop()
{
    static Shop shop;
    return shop;
}

void report(benchmark::State &state, std::vector<double> &micros)
{
    std::sort(micros.begin(), micros.end());
    const auto at = [&](double share) { return micros[size_t(share * double(micros.size() - 1))]; };
    state.counters["p50us"] = at(0.5);
    state.counters["p90us"] = at(0.9);
    state.counters["p99us"] = at(0.99);
    state.counters["products"] = shop().count;
}

double timedCard(int i)
{
    const ProductKey &key = shop().keys[i % Keys];
    const auto start = SteadyClock::now();
    const auto card = shop().store->ports().cards.card(key);
    const auto end = SteadyClock::now();
    if (!card)
        qFatal("%s", qPrintable(card.error().toString()));
    return std::chrono::duration<double, std::micro>(end - start).count();
}

void cardClosedLoop(benchmark::State &state)
{
    std::vector<double> micros;
    shop();
    int i = 0;
    for (auto _ : state)
        micros.push_back(timedCard(i++));
    report(state, micros);
}

void cardPaced(benchmark::State &state)
{
    std::vector<double> micros;
    shop();
    auto next = SteadyClock::now();
    int i = 0;
    for (auto _ : state) {
        std::this_thread::sleep_until(next += std::chrono::milliseconds(1));
        micros.push_back(timedCard(i++));
    }
    report(state, micros);
}

void product(benchmark::State &state)
{
    int i = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(shop().store->ports().products.product(shop().keys[i++ % Keys]).ok());
}

void find(benchmark::State &state, const catalog::Query &query)
{
    auto &search = shop().store->ports().search;
    qint64 size = 0;
    for (auto _ : state) {
        const auto set = search.find(query, {});
        if (!set)
            qFatal("%s", qPrintable(set.error().toString()));
        benchmark::DoNotOptimize(search.rows(*set, 0, 64).ok());
        size = set->size();
    }
    state.counters["found"] = double(size);
    state.counters["openMs"] = shop().openMs;
}

catalog::Query query(const QString &text, const QStringList &brands, catalog::SortBy sort)
{
    catalog::Query query;
    query.text = text;
    query.brands = brands;
    query.sort = sort;
    return query;
}

void facets(benchmark::State &state, const catalog::Query &query)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(shop().store->ports().search.facets(query, {}).ok());
}

using catalog::SortBy;
BENCHMARK(cardClosedLoop)->Iterations(200'000);
BENCHMARK(cardPaced)->Iterations(5'000)->UseRealTime();
BENCHMARK(product);
BENCHMARK_CAPTURE(find, everything, query({}, {}, SortBy::Catalog))->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(find, byName, query({}, {}, SortBy::Name))->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(find, brandByPrice, query({}, {QStringLiteral("brand3")}, SortBy::Price))
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(find, frequentWord, query(QStringLiteral("to"), {}, SortBy::Relevance))
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(find, rareWord, query(QStringLiteral("jetgaslato"), {}, SortBy::Relevance))
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(facets, everything, query({}, {}, SortBy::Catalog))->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(facets, brand, query({}, {QStringLiteral("brand3")}, SortBy::Catalog))
    ->Unit(benchmark::kMicrosecond);

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
