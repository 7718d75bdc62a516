// A shop's category page on a whole catalog: filter by 3 attributes, counts of 5, an order, the first 24 rows; another
// choice every time. VITRINE_BENCH_DIR names the catalog (`vitrined generate` makes one of any size); without it a small
// one is made. Prints the time until filters answer after opening, too.
#include "bench/catalog/shop.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>

#include <benchmark/benchmark.h>

#include <algorithm>

namespace {

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;

constexpr int Choices = 64;

double residentMb()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray all = status.readAll();
    const qsizetype at = all.indexOf("RssAnon:");
    return at < 0 ? 0 : all.mid(at + 8, 20).simplified().split(' ').value(0).toDouble() / 1024;
}

struct Shop
{
    QTemporaryDir temporary;
    std::unique_ptr<SqliteCatalog> store;
    double readyMs = 0;
    double megabytes = 0; ///< of memory, for the index
    QVector<Attribute> few, numbers; ///< by how many products have them
    QHash<QString, QStringList> values;

    Shop()
    {
        const QString kept = qEnvironmentVariable("VITRINE_BENCH_DIR");
        const QString dir = kept.isEmpty() ? temporary.path() : kept;
        if (kept.isEmpty()) {
            open(dir);
            bench::fill(store->ports().writer, bench::productCount(100'000));
            store.reset();
        }
        open(dir);
        auto attributes = *store->ports().products.attributes();
        std::sort(attributes.begin(), attributes.end(),
                  [](const Attribute &a, const Attribute &b) { return a.valueCount > b.valueCount; });
        for (const Attribute &attribute : attributes) {
            Query query;
            query.facets = {QStringLiteral("attr.") + attribute.code};
            const auto facets = store->ports().search.facets(query, {});
            if (!facets) // too many values to count
                continue;
            const AttributeFacet &facet = facets->attributes.first();
            for (const FacetCount &count : facet.values)
                values[attribute.code].append(count.value);
            if (facet.steps.size() > 3) {
                numbers.append(attribute);
                for (const AttributeFacet::Step &step : facet.steps)
                    values[attribute.code].append(facet.type == ValueType::Date
                                                      ? QDate::fromJulianDay(qint64(step.from)).toString(Qt::ISODate)
                                                      : QString::number(step.from, 'g', 12));
            } else if (facet.values.size() > 1) {
                few.append(attribute);
            }
            if (few.size() >= 6 && numbers.size() >= 6)
                break;
        }
        if (few.size() < 2 || numbers.isEmpty())
            qFatal("this catalog has too few attributes");
    }

    void open(const QString &dir)
    {
        QElapsedTimer timer;
        timer.start();
        const double before = residentMb();
        auto opened = SqliteCatalog::open(dir);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().toString()));
        store = std::move(opened).value();
        Query query;
        query.withImageOnly = true;
        if (!store->ports().search.find(query, {}))
            qFatal("filters do not answer");
        readyMs = double(timer.nsecsElapsed()) / 1e6;
        megabytes = residentMb() - before;
    }

    Query choose(QRandomGenerator &random) const
    {
        using Kind = AttributeFilter::Kind;
        const auto one = [&](const auto &list) { return list[random.bounded(int(list.size()))]; };
        Query query;
        const Attribute first = one(few);
        query.attributes.append({first.code, Kind::AnyOf, false, {one(values[first.code]), one(values[first.code])}});
        Attribute second = one(few);
        while (second.code == first.code)
            second = one(few);
        query.attributes.append({second.code, Kind::AnyOf, true, {one(values[second.code])}});
        const Attribute number = one(numbers);
        query.attributes.append({number.code, Kind::Range, false, {}, one(values[number.code]), {}});
        query.facets = QStringList{first.code, second.code, number.code, one(few).code, one(numbers).code};
        query.facets->replaceInStrings(QStringLiteral("brand"), QStringLiteral("attr.brand"));
        query.facets->removeDuplicates();
        for (const Attribute &other : few) {
            if (query.facets->size() < 5 && !query.facets->contains(other.code))
                query.facets->append(other.code);
        }
        query.sort = random.bounded(2) ? SortBy::Price : SortBy::Attribute;
        query.sortAttribute = one(numbers).code;
        query.descending = random.bounded(2);
        return query;
    }
};

Shop &shop()
{
    static Shop shop;
    return shop;
}

void categoryPage(benchmark::State &state)
{
    QRandomGenerator random(5);
    std::vector<Query> queries;
    for (int i = 0; i < Choices; ++i)
        queries.push_back(shop().choose(random));
    auto &search = shop().store->ports().search;
    std::vector<double> micros, found;
    size_t i = 0;
    for (auto _ : state) {
        const Query &query = queries[i++ % Choices];
        const auto start = std::chrono::steady_clock::now();
        const auto set = search.find(query, {});
        if (!set)
            qFatal("%s", qPrintable(set.error().toString()));
        benchmark::DoNotOptimize(search.rows(*set, 0, 24).ok());
        benchmark::DoNotOptimize(search.facets(query, {}).ok());
        micros.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
        found.push_back(double(set->size()));
    }
    std::sort(micros.begin(), micros.end());
    std::sort(found.begin(), found.end());
    const auto at = [](const std::vector<double> &sorted, double share) { return sorted[size_t(share * double(sorted.size() - 1))]; };
    state.counters["p50us"] = at(micros, 0.5);
    state.counters["p90us"] = at(micros, 0.9);
    state.counters["foundP50"] = at(found, 0.5);
    state.counters["foundMost"] = found.back();
    state.counters["products"] = double(search.productCount());
    state.counters["readyMs"] = shop().readyMs;
    state.counters["indexMB"] = shop().megabytes;
}

BENCHMARK(categoryPage)->Iterations(Choices * 5)->Unit(benchmark::kMicrosecond);

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
