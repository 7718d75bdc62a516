#include "app/server/bench/figures.h"
#include "app/server/bench/growth.h"
#include "app/server/invocation.h"
#include "app/server/progress_line.h"

#include <QJsonArray>
#include <QSysInfo>
#include <QThread>

#include <algorithm>

namespace vitrine::app {

namespace {

struct Arguments
{
    qint64 products = 100'000;
    int rounds = 3;
    std::string import;
    std::vector<std::string> photos, masters;
    int pictures = 40;
    std::vector<std::string> only;
};

struct Measurement
{
    const char *group; ///< what --only calls it
    std::function<Result<QVector<Figure>>()> run;
};

void show(const Figure &figure)
{
    const QString wanted = figure.target ? QStringLiteral("%1 %2 %3").arg(figure.lowerIsBetter ? QStringLiteral("at most") : QStringLiteral("at least"))
                                               .arg(*figure.target).arg(figure.met() ? QStringLiteral("met") : QStringLiteral("MISSED"))
                                         : QString();
    std::fprintf(stderr, "%-66s %10.4g %-9s %s\n    %s\n", qPrintable(figure.name), figure.value, qPrintable(figure.unit), qPrintable(wanted),
                 qPrintable(figure.conditions));
}

QVector<Figure> measure(const std::vector<Measurement> &measurements, QJsonArray *missing)
{
    QVector<Figure> figures;
    for (const Measurement &measurement : measurements) {
        const auto result = measurement.run();
        if (!result) {
            std::fprintf(stderr, "not measured: %s\n", qPrintable(result.error().toString()));
            missing->append(result.error().toString());
            continue;
        }
        for (const Figure &figure : *result) {
            show(figure);
            figures.append(figure);
        }
    }
    return figures;
}

/// All as one document where asked for; whether every figure was met.
ExitCode finish(const Invocation &invocation, const QVector<Figure> &figures, const QJsonArray &missing, QJsonObject document = {})
{
    QJsonArray list;
    bool allMet = missing.isEmpty();
    for (const Figure &figure : figures) {
        allMet = allMet && figure.met();
        list.append(QJsonObject{{QStringLiteral("name"), figure.name}, {QStringLiteral("conditions"), figure.conditions}, {QStringLiteral("value"), figure.value},
                                {QStringLiteral("unit"), figure.unit}, {QStringLiteral("target"), figure.target ? QJsonValue(*figure.target) : QJsonValue()},
                                {QStringLiteral("met"), figure.met()}});
    }
    document.insert(QStringLiteral("figures"), list);
    document.insert(QStringLiteral("notMeasured"), missing);
    if (invocation.json)
        printJson(document);
    return allMet ? ExitCode::Done : ExitCode::DoneWithRejections;
}

ExitCode benchGrowth(const Invocation &invocation, const GrowthOptions &options)
{
    auto runtime = Runtime::open(invocation.dataDirectory());
    if (!runtime)
        return invocation.fail(runtime.error());
    ProgressLine line;
    QJsonArray list;
    const auto stages = growth(
        **runtime, options, [&](const exchange::ImportProgress &progress) { line.show(progress); },
        [&](const GrowthStage &stage) {
            list.append(QJsonObject{{QStringLiteral("products"), stage.products}, {QStringLiteral("values"), stage.values}, {QStringLiteral("valuesPerSecond"), stage.valuesPerSecond},
                                    {QStringLiteral("reads"), stage.reads}, {QStringLiteral("p50Ms"), stage.p50}, {QStringLiteral("p90Ms"), stage.p90},
                                    {QStringLiteral("p99Ms"), stage.p99}, {QStringLiteral("worstMs"), stage.worst}, {QStringLiteral("controlP90Ms"), stage.controlP90}});
        },
        invocation.cancel);
    if (!stages)
        return invocation.fail(stages.error());
    std::fprintf(stderr, "\n%s", qPrintable(growthPlot(*stages)));
    const QVector<Figure> figures = growthFigures(*stages);
    for (const Figure &figure : figures)
        show(figure);
    if (invocation.cancel.requested())
        return ExitCode::Failed;
    return finish(invocation, figures, {}, {{QStringLiteral("stages"), list}});
}

/// Runs it on the photographs of these folders; on the catalog's own pictures without.
template <typename Measure>
Result<QVector<Figure>> onPhotos(Runtime &engine, const std::vector<std::string> &folders, int count, Measure measure)
{
    constexpr int LeastSidePx = 800;
    QStringList names;
    for (const std::string &folder : folders)
        names.append(QString::fromLocal8Bit(folder.data(), qsizetype(folder.size())));
    return choosePhotos(engine, names, LeastSidePx, count).andThen(measure);
}

ExitCode bench(const Invocation &invocation, const Arguments &arguments)
{
    auto runtime = Runtime::open(invocation.dataDirectory());
    if (!runtime)
        return invocation.fail(runtime.error());
    Runtime &engine = **runtime;
    if (engine.catalog().search.productCount() == 0) {
        std::fprintf(stderr, "The catalog is empty: making %lld products first.\n", static_cast<long long>(arguments.products));
        ProgressLine line;
        exchange::GenerateOptions options;
        options.products = arguments.products;
        const auto made = engine.generate(options, [&](const auto &p) { line.show(p); }, invocation.cancel);
        if (!made)
            return invocation.fail(made.error());
    }
    std::fprintf(stderr, "%s, %d cores, %s\n", qPrintable(QSysInfo::prettyProductName()), QThread::idealThreadCount(), qPrintable(engine.dataDir()));
    std::vector<Measurement> measurements{
        {"cards", [&] { return cardServiceTime(engine); }},
        {"cards", [&] { return cardThroughput(engine, arguments.rounds); }},
        {"paced", [&] { return pacedCards(engine, arguments.rounds); }},
        {"http", [&] { return variantAgainstNginx(engine, arguments.rounds); }},
        {"http", [&] { return notModifiedAgainstHit(engine, arguments.rounds); }},
        {"http", [&] { return coldBurst(engine); }},
        {"bytes", [&] { return onPhotos(engine, arguments.photos, arguments.pictures, [&](const QVector<Photo> &photos) { return bytesAtEqualScore(engine, photos); }); }},
        {"storage", [&] {
             return onPhotos(engine, arguments.photos, arguments.pictures, [&](const QVector<Photo> &photos) {
                 return storageAgainstPrecomputed(engine, photos, QStringLiteral("product photographs"), {12, 14, 97});
             });
         }},
        {"idle", [&] { return idleMemory(); }},
    };
    if (!arguments.masters.empty())
        measurements.push_back({"storage", [&] {
                                    return onPhotos(engine, arguments.masters, arguments.pictures, [&](const QVector<Photo> &photos) {
                                        return storageAgainstPrecomputed(engine, photos, QStringLiteral("camera masters"), {});
                                    });
                                }});
    if (!arguments.import.empty())
        measurements.push_back({"import", [&] { return importRate(QString::fromStdString(arguments.import)); }});
    if (std::find(arguments.only.begin(), arguments.only.end(), "growing") != arguments.only.end())
        measurements.push_back({"growing", [&] { return pacedCardsWhileImporting(engine, arguments.rounds, invocation.cancel); }});
    if (!arguments.only.empty())
        std::erase_if(measurements, [&](const Measurement &m) { return std::find(arguments.only.begin(), arguments.only.end(), m.group) == arguments.only.end(); });
    QJsonArray missing;
    const QVector<Figure> figures = measure(measurements, &missing);
    return finish(invocation, figures, missing);
}

} // namespace

void addBenchVerb(CLI::App &app, Invocation &invocation)
{
    auto arguments = std::make_shared<Arguments>();
    CLI::App *verb = app.add_subcommand("bench", "Measure README's figures on this machine, with their conditions");
    verb->add_option("--products", arguments->products, "Size of the catalog to make when the data directory is empty")->capture_default_str();
    verb->add_option("--rounds", arguments->rounds, "Rounds of each pair")->check(CLI::Range(1, 100))->capture_default_str();
    verb->add_option("--import", arguments->import, "Also time the import of this catalog into an empty directory");
    verb->add_option("--photos", arguments->photos, "Folders of product photographs for bytes and storage (default: the pictures of the catalog)")->check(CLI::ExistingDirectory);
    verb->add_option("--masters", arguments->masters, "Folders of pictures as they came from a camera, for storage")->check(CLI::ExistingDirectory);
    verb->add_option("--pictures", arguments->pictures, "At most so many photographs of each kind")->check(CLI::Range(1, 10'000))->capture_default_str();
    verb->add_option("--only", arguments->only, "Groups of figures; growing adds products to a catalog of generated ones, and has to be named")->check(CLI::IsMember({"cards", "paced", "growing", "http", "bytes", "storage", "idle", "import"}))->delimiter(',');
    verb->callback([&invocation, arguments, verb] {
        if (verb->get_subcommands().empty())
            invocation.run = [&invocation, arguments] { return bench(invocation, *arguments); };
    });
    auto growing = std::make_shared<GrowthOptions>();
    CLI::App *grow = verb->add_subcommand("growth", "Read cards while the catalog grows, and plot how long they take; DIR is empty or of an earlier run, and stays");
    grow->add_option("--from", growing->fromValues, "Values before the measuring starts")->check(CLI::Range(qint64(10'000), qint64(1'000'000'000)))->capture_default_str();
    grow->add_option("--to", growing->toValues, "Values at its end")->check(CLI::Range(qint64(20'000), qint64(2'000'000'000)))->capture_default_str();
    grow->add_option("--stages", growing->stages, "Points of the plot")->check(CLI::Range(2, 200))->capture_default_str();
    grow->add_option("--pace", growing->valuesPerSecond, "Values written a second; 0: as many as can be")->check(CLI::Range(0.0, 10e6))->capture_default_str();
    grow->callback([&invocation, growing] {
        if (growing->toValues <= growing->fromValues)
            throw CLI::ValidationError("--to", "is not above --from");
        invocation.run = [&invocation, growing] { return benchGrowth(invocation, *growing); };
    });
}

} // namespace vitrine::app
