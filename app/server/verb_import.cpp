#include "app/server/difference_report.h"
#include "app/server/invocation.h"
#include "app/server/progress_line.h"
#include "exchange/profile_suggestion.h"
#include "exchange/saved_profiles.h"

#include <QFile>

#include <QLocale>

namespace vitrine::app {

namespace {

QString toQString(const std::string &text) { return QString::fromLocal8Bit(text.data(), qsizetype(text.size())); }

ExitCode finish(const Invocation &invocation, const Result<exchange::ImportReport> &result)
{
    if (!result)
        return invocation.fail(result.error());
    const exchange::ImportReport &report = *result;
    if (invocation.json) {
        printJson(report.toJson());
    } else {
        const QLocale locale(QLocale::English);
        const auto n = [&](qint64 number) { return locale.toString(number); };
        const double seconds = double(report.took.count()) / 1000;
        printLine(QStringLiteral("%1products: %2 created, %3 updated, %4 unchanged, %5 rejected")
                      .arg(report.dryRun ? QStringLiteral("dry run, nothing written; ") : QString(), n(report.created),
                           n(report.updated), n(report.unchanged), n(report.rejected)));
        printLine(QStringLiteral("values:   %1 in %2 s (%3 a second)").arg(n(report.values)).arg(seconds, 0, 'f', 1)
                      .arg(n(seconds > 0 ? qint64(double(report.values) / seconds) : 0)));
        if (report.imagesStored + report.imagesUnchanged + report.imagesMissing + report.imagesRejected > 0)
            printLine(QStringLiteral("images:   %1 stored, %2 unchanged, %3 missing, %4 rejected")
                          .arg(n(report.imagesStored), n(report.imagesUnchanged), n(report.imagesMissing), n(report.imagesRejected)));
        if (report.change != 0)
            printLine(QStringLiteral("to undo:  vitrined history --undo %1").arg(report.change));
        for (auto field = report.fields.begin(); field != report.fields.end(); ++field)
            printLine(QStringLiteral("  %1 %2").arg(n(field.value()), 10).arg(field.key()));
        for (const exchange::Rejection &e : report.errors)
            std::fprintf(stderr, "%s%s%s: %s\n", qPrintable(e.file), e.line > 0 ? qPrintable(QStringLiteral(":%1").arg(e.line)) : "",
                         e.field.isEmpty() ? "" : qPrintable(QStringLiteral(" [%1]").arg(e.field)), qPrintable(e.reason));
        if (report.errorCount > report.errors.size())
            std::fprintf(stderr, "and %s more\n", qPrintable(n(report.errorCount - report.errors.size())));
    }
    if (report.cancelled) {
        std::fprintf(stderr, "Cancelled. What is counted above is in the catalog; run the same command again to continue.\n");
        return ExitCode::Failed;
    }
    return report.errorCount > 0 ? ExitCode::DoneWithRejections : ExitCode::Done;
}

/// Writes a guessed profile to a file that is not there yet: one that a person has corrected is not lost.
ExitCode suggest(const Invocation &invocation, const QStringList &sources, const QString &output)
{
    if (sources.size() != 1)
        return invocation.fail({ErrorCode::InvalidArgument, QStringLiteral("a profile is suggested for one file"), {}, QStringLiteral("Name one SOURCE")});
    const auto suggestion = exchange::suggestProfile(sources.first());
    if (!suggestion)
        return invocation.fail(suggestion.error());
    QFile file(output);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        return invocation.fail({file.exists() ? ErrorCode::Conflict : ErrorCode::Io, QStringLiteral("the profile cannot be written: %1").arg(file.errorString()),
                                output, QStringLiteral("Name a file that is not there yet, in a folder that may be written to")});
    const QByteArray bytes = suggestion->toml.toUtf8();
    if (file.write(bytes) != bytes.size() || !file.flush()) {
        file.remove();
        return invocation.fail({ErrorCode::Io, QStringLiteral("the profile cannot be written: %1").arg(file.errorString()), output, QStringLiteral("Check that the disk has room")});
    }
    if (invocation.json)
        printJson({{QStringLiteral("file"), output}, {QStringLiteral("columns"), suggestion->columns}, {QStringLiteral("unsure"), suggestion->unsure}});
    else
        printLine(QStringLiteral("%1: %2 columns, %3 places to look at (# UNSURE). Then: vitrined import --profile %1 --dry-run %4")
                      .arg(output).arg(suggestion->columns).arg(suggestion->unsure).arg(sources.first()));
    return ExitCode::Done;
}

void addImport(CLI::App &app, Invocation &invocation)
{
    struct Arguments
    {
        std::vector<std::string> sources;
        std::string format = "auto", imagesDir, description, profile, suggested, diff;
        int show = 10;
        bool dryRun = false, keepProfile = false;
    };
    auto arguments = std::make_shared<Arguments>();
    CLI::App *verb = app.add_subcommand("import", "Read products from files or folders (plain, .gz or .zst), or from a shop's database");
    verb->add_option("SOURCE", arguments->sources, "Files or folders; or one mysql://user@host:port/database[?password-file=PATH]")->required();
    verb->add_option("--format", arguments->format, "auto, icecat, magento, shopify, spree, csv or jsonl")
        ->check(CLI::IsMember({"auto", "icecat", "magento", "shopify", "spree", "csv", "jsonl"}))->capture_default_str();
    verb->add_option("--images", arguments->imagesDir, "Folder in which the products' pictures are looked up by name");
    verb->add_option("--description", arguments->description, "How a shop's database is read: magento, or a .toml file (default: catalog.description)");
    CLI::Option *profile = verb->add_option("--profile", arguments->profile, "A mapping profile: what each column of a foreign table is");
    CLI::Option *suggestion = verb->add_option("--suggest-profile", arguments->suggested, "Guess a profile of the one SOURCE and write it here, with comments; import nothing");
    suggestion->excludes(profile);
    verb->add_flag("--keep-profile", arguments->keepProfile, "Keep the profile in the data directory: later files with these columns are read by it")->needs(profile);
    CLI::Option *dryRun = verb->add_flag("--dry-run", arguments->dryRun, "Read and check everything, count what would change, write nothing");
    verb->add_option("--show", arguments->show, "How many of the products that would change a dry run shows, field by field")->check(CLI::Range(0, 100'000))->capture_default_str()->needs(dryRun);
    verb->add_option("--diff", arguments->diff, "JSON lines to write: every product that a dry run would change, each field before and after")->needs(dryRun);
    verb->footer("The project's own CSV, one row a product, variants as rows of the same key below it:\n"
                 "  key,name,categories,brand,sku,stock,images,price:USD,price:SG:SGD,attr.colour:option,attr.name/th_TH\n"
                 "and its JSON lines:\n"
                 "  {\"key\":\"A-1\",\"name\":\"Shirt\",\"attributes\":{\"colour\":\"red\"},\"prices\":[{\"currency\":\"USD\",\"amount\":\"9.90\"}]}\n"
                 "README describes both; vitrined export writes them. A table may be a workbook (.xlsx), too.\n"
                 "A blank cell removes what the catalog has, a column\n"
                 "that is not there leaves it. Run the same command again to continue after an interruption.\n"
                 "With every verb: --data DIR, --json. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with rejected rows.");
    verb->callback([&invocation, arguments] {
        invocation.run = [&invocation, arguments] {
            exchange::ImportOptions options;
            for (const std::string &source : arguments->sources)
                options.sources.append(toQString(source));
            options.format = exchange::sourceFormatFromName(toQString(arguments->format)).value_or(exchange::SourceFormat::Auto);
            options.imagesDir = toQString(arguments->imagesDir);
            options.dryRun = arguments->dryRun;
            options.profile = toQString(arguments->profile);
            if (!arguments->suggested.empty())
                return suggest(invocation, options.sources, toQString(arguments->suggested));
            auto runtime = Runtime::open(invocation.dataDirectory());
            if (!runtime)
                return invocation.fail(runtime.error());
            if (arguments->keepProfile) {
                if (const Status kept = exchange::keepProfile(options.profile, (*runtime)->savedProfiles()); !kept)
                    return invocation.fail(kept.error());
            }
            ProgressLine line;
            DifferenceReport differences(toQString(arguments->diff), invocation.json ? 0 : arguments->show);
            if (const Status opened = differences.open(); !opened)
                return invocation.fail(opened.error());
            if (options.dryRun)
                options.onDifference = [&](const exchange::Difference &difference) { return differences.add(difference); };
            const auto told = [&](const Result<exchange::ImportReport> &report) {
                if (report) {
                    if (const Status kept = differences.close(); !kept)
                        return invocation.fail(kept.error());
                }
                return finish(invocation, report);
            };
            const QString &first = options.sources.first();
            if (options.sources.size() == 1 && first.startsWith(u"mysql:"))
                return told((*runtime)->importDatabase(first, toQString(arguments->description), options, [&](const auto &p) { line.show(p); }, invocation.cancel));
            return told((*runtime)->import(options, [&](const auto &p) { line.show(p); }, invocation.cancel));
        };
    });
}

void addGenerate(CLI::App &app, Invocation &invocation)
{
    auto options = std::make_shared<exchange::GenerateOptions>();
    CLI::App *verb = app.add_subcommand("generate", "Make a synthetic catalog with drawn pictures; same seed, same bytes");
    verb->add_option("--products", options->products, "How many products")->check(CLI::Range(qint64(1), qint64(99'999'999)))->capture_default_str();
    verb->add_option("--first", options->first, "Number of the first product: --first 10001 goes on after the first 10 000")->check(CLI::Range(qint64(1), qint64(99'999'999)))->capture_default_str();
    verb->add_option("--attributes", options->attributes, "Distinct attributes in the catalog")->check(CLI::Range(7, 100'000))->capture_default_str();
    verb->add_option("--channels", options->channels, "Sales channels, of SG MY TH ID VN PH")->check(CLI::Range(1, 6))->capture_default_str();
    verb->add_option("--pictures", options->pictures, "Distinct drawn pictures")->check(CLI::Range(0, 10'000))->capture_default_str();
    verb->add_option("--seed", options->seed, "Another seed, another catalog")
        ->check([](const std::string &text) { return text.starts_with('-') ? std::string("a seed is not negative") : std::string(); })
        ->capture_default_str();
    verb->callback([&invocation, options] {
        invocation.run = [&invocation, options] {
            auto runtime = Runtime::open(invocation.dataDirectory());
            if (!runtime)
                return invocation.fail(runtime.error());
            ProgressLine line;
            return finish(invocation, (*runtime)->generate(*options, [&](const auto &p) { line.show(p); }, invocation.cancel));
        };
    });
}

} // namespace

void addImportVerbs(CLI::App &app, Invocation &invocation)
{
    addImport(app, invocation);
    addGenerate(app, invocation);
}

} // namespace vitrine::app
