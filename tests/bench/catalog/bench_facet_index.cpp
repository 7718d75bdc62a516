// The facet index alone, at a size for which no catalog is at hand: filter by 3 attributes, counts of 5, an order and
// its first 24 products; then how long it takes to save and to read it. VITRINE_BENCH_PRODUCTS=10000000 for the full
// size; VITRINE_BENCH_INDEX names a file that keeps it for the next run.
#include "catalog/facet_snapshot.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>

#include <algorithm>

namespace {

using namespace vitrine;
using namespace vitrine::catalog;

constexpr int Choices = 64;

/// Of each kind so many attributes, so many different values, had by one product in so many: a shop's few that every
/// product has and its many that few have, 12 values a product.
struct Shape
{
    ValueType type;
    quint32 attributes;
    quint32 different;
    quint32 oneIn;
};
constexpr Shape Shapes[] = {{ValueType::Option, 4, 50, 1},     {ValueType::Boolean, 2, 2, 2},
                            {ValueType::Number, 2, 10'000, 1}, {ValueType::Date, 1, 2'000, 1},
                            {ValueType::Option, 100, 20, 50},  {ValueType::Number, 100, 1'000, 50}};

class Names final : public AttributeNames
{
public:
    Names()
    {
        for (const Shape &shape : Shapes) {
            for (quint32 i = 0; i < shape.attributes; ++i)
                m_known.append({quint32(m_known.size()), shape.type, {}, {}});
        }
    }
    std::optional<Known> attribute(const QString &code) const override { return m_known.value(code.toInt()); }
    std::optional<quint32> option(quint32, const QString &code) const override { return code.toUInt(); }
    FacetCount optionName(quint32 option) const override { return {QString::number(option), QString::number(option), 0}; }
    QStringList attributeCodes() const override { return {}; }

private:
    QVector<Known> m_known;
};

std::vector<IndexValue> valuesOf(QRandomGenerator &random)
{
    std::vector<IndexValue> values;
    quint32 number = 0;
    for (const Shape &shape : Shapes) {
        for (quint32 i = 0; i < shape.attributes; ++i, ++number) {
            if (shape.oneIn > 1 && random.bounded(shape.oneIn) != 0)
                continue;
            // Some values are far more frequent than others.
            const double key = double(std::min(random.bounded(shape.different), random.bounded(shape.different)));
            values.push_back({number, shape.type, key});
        }
    }
    return values;
}

struct Index
{
    QTemporaryDir temporary;
    Names names;
    FacetIndex index;
    qint64 count = 0;
    double saveMs = 0, loadMs = 0, fileMb = 0;

    Index()
    {
        const QString kept = qEnvironmentVariable("VITRINE_BENCH_INDEX");
        const QString path = kept.isEmpty() ? temporary.filePath(QStringLiteral("index")) : kept;
        if (!QFile::exists(path)) {
            bool isSet = false;
            const int asked = qEnvironmentVariableIntValue("VITRINE_BENCH_PRODUCTS", &isSet);
            fill(quint32(isSet ? asked : 100'000));
            QElapsedTimer timer;
            timer.start();
            if (const Status saved = FacetSnapshot::save(index, 1, path); !saved)
                qFatal("%s", qPrintable(saved.error().toString()));
            saveMs = double(timer.nsecsElapsed()) / 1e6;
        }
        QElapsedTimer timer;
        timer.start();
        auto loaded = FacetSnapshot::load(path);
        if (!loaded)
            qFatal("%s", qPrintable(loaded.error().toString()));
        loadMs = double(timer.nsecsElapsed()) / 1e6;
        fileMb = double(QFile(path).size()) / 1e6;
        index = std::move(loaded->index);
        count = index.size();
    }

    void fill(quint32 products)
    {
        QRandomGenerator random(1);
        for (quint32 id = 1; id <= products; ++id) {
            IndexEntry entry;
            entry.id = id;
            entry.priceMinor = qint64(std::min(random.bounded(100'000u), random.bounded(100'000u)));
            entry.stock = random.bounded(100);
            entry.updatedMs = id;
            entry.values = valuesOf(random);
            entry.previousValues.emplace();
            index.apply(entry);
        }
    }
};

Index &shop()
{
    static Index index;
    return index;
}

Query choose(QRandomGenerator &random)
{
    using Kind = AttributeFilter::Kind;
    const auto below = [&](int end) { return QString::number(random.bounded(end)); };
    Query query;
    const int first = random.bounded(4);
    query.attributes = {{QString::number(first), Kind::AnyOf, false, {below(50), below(50)}},
                        {QString::number((first + 1) % 4), Kind::AnyOf, true, {below(50)}},
                        {QString::number(6 + random.bounded(2)), Kind::Range, false, {}, below(8'000), {}}};
    query.facets = QStringList{QString::number(first), QString::number((first + 1) % 4), QString::number((first + 2) % 4),
                               QStringLiteral("8"), query.attributes[2].code};
    query.sort = random.bounded(2) ? SortBy::Price : SortBy::Attribute;
    query.sortAttribute = QString::number(6 + random.bounded(3));
    query.descending = random.bounded(2);
    return query;
}

void categoryPage(benchmark::State &state)
{
    const Index &on = shop();
    QRandomGenerator random(5);
    std::vector<Query> queries;
    for (int i = 0; i < Choices; ++i)
        queries.push_back(choose(random));
    std::vector<double> micros, found;
    size_t i = 0;
    for (auto _ : state) {
        const Query &query = queries[i++ % Choices];
        const auto start = std::chrono::steady_clock::now();
        const auto selected = on.index.select(query, on.names, nullptr, {});
        const auto set = on.index.sorted(query, on.names, &*selected);
        for (qint64 row = 0; row < std::min<qint64>(24, set->size()); ++row)
            benchmark::DoNotOptimize(set->at(row));
        benchmark::DoNotOptimize(on.index.facets(query, on.names, nullptr, {}).ok());
        micros.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
        found.push_back(double(set->size()));
    }
    std::sort(micros.begin(), micros.end());
    std::sort(found.begin(), found.end());
    const auto at = [](const std::vector<double> &sorted, double share) { return sorted[size_t(share * double(sorted.size() - 1))]; };
    state.counters["p50us"] = at(micros, 0.5);
    state.counters["p90us"] = at(micros, 0.9);
    state.counters["foundP50"] = at(found, 0.5);
    state.counters["products"] = double(on.count);
    state.counters["saveMs"] = on.saveMs;
    state.counters["loadMs"] = on.loadMs;
    state.counters["fileMB"] = on.fileMb;
}

BENCHMARK(categoryPage)->Iterations(Choices * 2)->Unit(benchmark::kMicrosecond);

} // namespace

BENCHMARK_MAIN();
