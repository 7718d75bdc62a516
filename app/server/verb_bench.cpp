#include "app/server/bench/figures.h"
#include "app/server/invocation.h"
#include "app/server/progress_line.h"

#include <QJsonArray>
#include <QSysInfo>
#include <QThread>

namespace vitrine::app {

namespace {

struct Arguments
{
    qint64 products = 100'000;
    int rounds = 3;
    std::string import;
};

using Measurement = std::function<Result<QVector<Figure>>()>;

QVector<Figure> measure(const std::vector<Measurement> &measurements, QJsonArray *missing)
{
    QVector<Figure> figures;
    for (const Measurement &run : measurements) {
        const auto result = run();
        if (!result) {
            std::fprintf(stderr, "not measured: %s\n", qPrintable(result.error().toString()));
            missing->append(result.error().toString());
            continue;
        }
        for (const Figure &figure : *result) {
            std::fprintf(stderr, "%-66s %10.4g %-9s %s %g %s\n    %s\n", qPrintable(figure.name), figure.value, qPrintable(figure.unit),
                         figure.lowerIsBetter ? "at most" : "at least", figure.target, figure.met() ? "met" : "MISSED", qPrintable(figure.conditions));
            figures.append(figure);
        }
    }
    return figures;
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
        [&] { return cardServiceTime(engine); },
        [&] { return cardThroughput(engine, arguments.rounds); },
        [&] { return variantAgainstNginx(engine, arguments.rounds); },
        [&] { return coldBurst(engine); },
    };
    if (!arguments.import.empty())
        measurements.push_back([&] { return importRate(QString::fromStdString(arguments.import)); });
    QJsonArray missing, list;
    const QVector<Figure> figures = measure(measurements, &missing);
    bool allMet = missing.isEmpty();
    for (const Figure &figure : figures) {
        allMet = allMet && figure.met();
        list.append(QJsonObject{{QStringLiteral("name"), figure.name}, {QStringLiteral("conditions"), figure.conditions}, {QStringLiteral("value"), figure.value},
                                {QStringLiteral("unit"), figure.unit}, {QStringLiteral("target"), figure.target}, {QStringLiteral("met"), figure.met()}});
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
    verb->callback([&invocation, arguments] { invocation.run = [&invocation, arguments] { return bench(invocation, *arguments); }; });
}

} // namespace vitrine::app
