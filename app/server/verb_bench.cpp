#include "app/server/bench/figures.h"
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
            const QString wanted = figure.target ? QStringLiteral("%1 %2 %3").arg(figure.lowerIsBetter ? QStringLiteral("at most") : QStringLiteral("at least"))
                                                       .arg(*figure.target).arg(figure.met() ? QStringLiteral("met") : QStringLiteral("MISSED"))
                                                 : QString();
            std::fprintf(stderr, "%-66s %10.4g %-9s %s\n    %s\n", qPrintable(figure.name), figure.value, qPrintable(figure.unit), qPrintable(wanted),
                         qPrintable(figure.conditions));
            figures.append(figure);
        }
    }
    return figures;
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
    if (!arguments.only.empty())
        std::erase_if(measurements, [&](const Measurement &m) { return std::find(arguments.only.begin(), arguments.only.end(), m.group) == arguments.only.end(); });
    QJsonArray missing, list;
    const QVector<Figure> figures = measure(measurements, &missing);
    bool allMet = missing.isEmpty();
    for (const Figure &figure : figures) {
        allMet = allMet && figure.met();
        list.append(QJsonObject{{QStringLiteral("name"), figure.name}, {QStringLiteral("conditions"), figure.conditions}, {QStringLiteral("value"), figure.value},
                                {QStringLiteral("unit"), figure.unit}, {QStringLiteral("target"), figure.target ? QJsonValue(*figure.target) : QJsonValue()},
                                {QStringLiteral("met"), figure.met()}});
    }
    if (invocation.json)
        printJson({{QStringLiteral("figures"), list}, {QStringLiteral("notMeasured"), missing}});
    return allMet ? ExitCode::Done : ExitCode::DoneWithRejections;
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
    verb->add_option("--only", arguments->only, "Groups of figures")->check(CLI::IsMember({"cards", "http", "bytes", "storage", "idle", "import"}))->delimiter(',');
    verb->callback([&invocation, arguments] { invocation.run = [&invocation, arguments] { return bench(invocation, *arguments); }; });
}

} // namespace vitrine::app
