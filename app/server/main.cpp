#include "app/runtime/log_sink.h"
#include "app/server/invocation.h"
#include "app/server/stop_signals.h"

#include <QCoreApplication>

#include <cstdio>

using namespace vitrine::app;

int main(int argc, char **argv)
{
    Invocation invocation;
    cancelOnStopSignals(invocation.cancel);
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("vitrine"));
    QCoreApplication::setApplicationVersion(QStringLiteral(VITRINE_VERSION));
    installLogSink();

    CLI::App app("Vitrine: the product catalog and image origin, headless", "vitrined");
    app.set_version_flag("--version", VITRINE_VERSION);
    app.require_subcommand(1);
    app.fallthrough(); // --data and --json are understood before and after the verb
    app.add_option("--data", invocation.dataDir, "Data directory (default: " + DataDirectory::defaultPath().toStdString() + ")");
    app.add_flag("--json", invocation.json, "One JSON document on stdout instead of text");
    app.footer("With every verb: --data DIR (default: " + DataDirectory::defaultPath().toStdString() + "), --json for one JSON\n"
               "document on stdout.\n"
               "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with rejected items.\n"
               "vitrined VERB --help tells more about a verb.");
    addImportVerbs(app, invocation);
    addExportVerb(app, invocation);
    addCatalogVerbs(app, invocation);
    addBulkEditVerb(app, invocation);
    addDoctorVerb(app, invocation);
    addHistoryVerb(app, invocation);
    addFamiliesVerb(app, invocation);
    addRemoveVerb(app, invocation);
    addImageVerbs(app, invocation);
    addSignVerb(app, invocation);
    addCacheVerbs(app, invocation);
    addServeVerb(app, invocation);
    addTokenVerb(app, invocation);
    addConfigVerb(app, invocation);
    addBenchVerb(app, invocation);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success &e) {
        return app.exit(e); // --help, --version
    } catch (const CLI::ParseError &e) {
        app.exit(e);
        return int(ExitCode::WrongUsage);
    }
    return int(invocation.run());
}
