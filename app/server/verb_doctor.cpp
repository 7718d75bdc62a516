#include "app/server/invocation.h"

#include <QJsonArray>

#include <unistd.h>

namespace vitrine::app {

namespace {

ExitCode run(const Invocation &invocation, bool repair)
{
    auto runtime = Runtime::open(invocation.dataDirectory());
    if (!runtime)
        return invocation.fail(runtime.error());
    const bool terminal = isatty(STDERR_FILENO) == 1;
    catalog::CheckOptions options;
    options.repair = repair;
    options.cancel = invocation.cancel;
    options.progress = [terminal](qint64 done, qint64 all) {
        if (!terminal)
            return;
        if (all > 0)
            std::fprintf(stderr, "\r\033[K%lld of %lld products", static_cast<long long>(done), static_cast<long long>(all));
        else if (done % 100 == 0)
            std::fprintf(stderr, "\r\033[K%lld originals", static_cast<long long>(done));
    };
    const auto result = (*runtime)->check(options);
    if (terminal)
        std::fputs("\r\033[K", stderr);
    if (!result)
        return invocation.fail(result.error());
    const catalog::CheckReport &report = *result;
    if (invocation.json) {
        QJsonArray findings;
        for (const catalog::CheckFinding &finding : report.findings)
            findings.append(QJsonObject{{QStringLiteral("what"), finding.error.what},
                                        {QStringLiteral("where"), finding.error.where},
                                        {QStringLiteral("remedy"), finding.error.remedy},
                                        {QStringLiteral("repaired"), finding.repaired}});
        printJson({{QStringLiteral("products"), report.products},
                   {QStringLiteral("originals"), report.originals},
                   {QStringLiteral("twins"), report.twins},
                   {QStringLiteral("found"), report.found},
                   {QStringLiteral("repaired"), report.repaired},
                   {QStringLiteral("unchecked"), QJsonArray::fromStringList(report.unchecked)},
                   {QStringLiteral("findings"), findings}});
    } else {
        for (const catalog::CheckFinding &finding : report.findings)
            printLine(QStringLiteral("%1%2").arg(finding.repaired ? QStringLiteral("repaired: ") : QString(), finding.error.toString()));
        if (report.found > report.findings.size())
            printLine(QStringLiteral("and %1 more").arg(report.found - report.findings.size()));
        for (const QString &part : report.unchecked)
            printLine(QStringLiteral("not checked: %1").arg(part));
        printLine(QStringLiteral("%1 products, %2 originals and %3 baseline twins checked; %4 faults, %5 repaired")
                      .arg(report.products).arg(report.originals).arg(report.twins).arg(report.found).arg(report.repaired));
    }
    return report.found > report.repaired ? ExitCode::Failed : ExitCode::Done;
}

} // namespace

void addDoctorVerb(CLI::App &app, Invocation &invocation)
{
    auto repair = std::make_shared<bool>(false);
    CLI::App *verb = app.add_subcommand("doctor", "Prove that everything derived agrees with what it was made from");
    verb->add_flag("--repair", *repair, "Make again what does not agree; describe originals again; set damaged ones aside");
    verb->footer("Checks the database's own integrity, and of each product its digest, list entry, card and text; the counts of\n"
                 "attributes; cards of no product; every original against its hash and its description in originals/index.db,\n"
                 "which can be made again from the originals alone; pictures that products name and that are not there. Says\n"
                 "what it does not check: originals in a bucket, and the products of a database that is not Vitrine's own.\n"
                 "The baseline twin of a progressive original has to be of one that is there, and to show the same picture.\n"
                 "Exit code 1: a fault is left, named with what to do.");
    verb->callback([&invocation, repair] { invocation.run = [&invocation, repair] { return run(invocation, *repair); }; });
}

} // namespace vitrine::app
