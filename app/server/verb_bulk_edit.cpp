#include "app/runtime/user_name.h"
#include "app/server/change_report.h"
#include "app/server/invocation.h"
#include "catalog/bulk_run.h"
#include "origin/filter.h"

#include <QJsonArray>

#include <unistd.h>

namespace vitrine::app {

namespace {

QString toQString(const std::string &text) { return QString::fromLocal8Bit(text.data(), qsizetype(text.size())); }

struct Arguments
{
    std::string text, filter, reason;
    std::vector<std::string> changes;
    bool dryRun = false;
    int show = 10;
};

Result<catalog::BulkEdit> chosen(const catalog::Catalog &catalog, const Arguments &arguments, const CancelToken &cancel)
{
    catalog::BulkEdit edit;
    const auto attributes = catalog.products.attributes();
    if (!attributes)
        return attributes.error();
    for (const std::string &text : arguments.changes) {
        const auto change = catalog::parseBulkChange(toQString(text), *attributes);
        if (!change)
            return change.error();
        edit.changes.append(*change);
    }
    catalog::Query query;
    query.text = toQString(arguments.text);
    query.sort = catalog::SortBy::Catalog;
    if (auto filtered = origin::applyFilter(toQString(arguments.filter), &query); !filtered)
        return filtered.error();
    auto found = catalog.search.find(query, cancel);
    if (!found)
        return found.error();
    edit.products = *std::move(found);
    edit.query = QStringList({query.text, toQString(arguments.filter)}).join(u' ').trimmed();
    return edit;
}

QJsonArray changesJson(const QVector<catalog::FieldChange> &changes)
{
    QJsonArray array;
    for (const catalog::FieldChange &change : changes)
        array.append(QJsonObject{{QStringLiteral("field"), catalog::placeName(change.place)},
                                 {QStringLiteral("before"), change.before.isUndefined() ? QJsonValue() : change.before},
                                 {QStringLiteral("after"), change.after.isUndefined() ? QJsonValue() : change.after}});
    return array;
}

ExitCode show(const Invocation &invocation, const Result<catalog::BulkPreview> &result)
{
    if (!result)
        return invocation.fail(result.error());
    const catalog::BulkPreview &preview = *result;
    if (invocation.json) {
        QJsonArray samples, errors;
        for (const auto &sample : preview.samples)
            samples.append(QJsonObject{{QStringLiteral("key"), sample.key.toString()}, {QStringLiteral("changes"), changesJson(sample.changes)}});
        for (const catalog::RefusedChange &each : preview.refusedFirst)
            errors.append(QJsonObject{{QStringLiteral("key"), each.key.toString()},
                                      {QStringLiteral("field"), each.error.where},
                                      {QStringLiteral("reason"), each.error.what}});
        printJson({{QStringLiteral("dryRun"), true},
                   {QStringLiteral("products"), preview.products},
                   {QStringLiteral("changed"), preview.changed},
                   {QStringLiteral("unchanged"), preview.unchanged},
                   {QStringLiteral("refused"), preview.refused},
                   {QStringLiteral("samples"), samples},
                   {QStringLiteral("errors"), errors}});
    } else {
        printLine(QStringLiteral("dry run, nothing written; of %1 products %2 would change, %3 have it already, %4 refuse it")
                      .arg(preview.products).arg(preview.changed).arg(preview.unchanged).arg(preview.refused));
        for (const auto &sample : preview.samples) {
            for (qsizetype i = 0; i < sample.changes.size(); ++i) {
                const catalog::FieldChange &change = sample.changes[i];
                const QString currency = sample.currencies.value(i);
                printLine(QStringLiteral("%1  %2: %3 → %4").arg(sample.key.toString(), -16)
                              .arg(catalog::placeName(change.place), catalog::readable(change.before, currency),
                                   catalog::readable(change.after, currency)));
            }
        }
        for (const catalog::RefusedChange &each : preview.refusedFirst)
            std::fprintf(stderr, "%s [%s]: %s\n", qPrintable(each.key.toString()), qPrintable(each.error.where), qPrintable(each.error.what));
    }
    return preview.refused > 0 ? ExitCode::DoneWithRejections : ExitCode::Done;
}

ExitCode run(const Invocation &invocation, const Arguments &arguments)
{
    auto runtime = Runtime::open(invocation.dataDirectory());
    if (!runtime)
        return invocation.fail(runtime.error());
    const catalog::Catalog &catalog = (*runtime)->catalog();
    const auto edit = chosen(catalog, arguments, invocation.cancel);
    if (!edit)
        return invocation.fail(edit.error());
    if (arguments.dryRun) {
        const bool terminal = isatty(STDERR_FILENO) == 1;
        const auto progress = [terminal](qint64 done, qint64 products) {
            if (terminal)
                std::fprintf(stderr, "\r\033[KComparing: %lld of %lld", static_cast<long long>(done), static_cast<long long>(products));
        };
        const auto preview = catalog::previewBulk(catalog, *edit, arguments.show, progress, invocation.cancel);
        if (terminal)
            std::fputs("\r\033[K", stderr);
        return show(invocation, preview);
    }
    if (!catalog.history)
        return invocation.fail({ErrorCode::InvalidArgument, QStringLiteral("this catalog cannot be changed"), {}, {}});
    return finishSet(invocation, *catalog.history, catalog.history->begin(*edit, {userName(), toQString(arguments.reason)}));
}

} // namespace

void addBulkEditVerb(CLI::App &app, Invocation &invocation)
{
    auto arguments = std::make_shared<Arguments>();
    CLI::App *verb = app.add_subcommand("bulk-edit", "Change many products at once; undone as one");
    verb->add_option("QUERY", arguments->text, "Words that choose the products; nothing chooses all");
    verb->add_option("--filter", arguments->filter, "As of search, e.g. brand:hp;category:Men/Tops");
    verb->add_option("--change", arguments->changes, "FIELD=VALUE and the like, see below; several apply together")->required();
    verb->add_flag("--dry-run", arguments->dryRun, "Count and show what would change, write nothing");
    verb->add_option("--show", arguments->show, "How many products a dry run shows")->check(CLI::Range(0, 1'000))->capture_default_str();
    verb->add_option("--reason", arguments->reason, "Why, for the history");
    verb->footer("Changes:\n"
                 "  name=TEXT, name~=OLD=>NEW\n"
                 "  attr.CODE[:TYPE][@CHANNEL][/LOCALE]=VALUE (blank removes), ~=OLD=>NEW for texts, += and -= for numbers\n"
                 "  price[:CHANNEL]=9.90, price+=1, price-=5%, price+=5%^0.05 (rounded to multiples); variants' prices too\n"
                 "  stock=0, stock+=10 (of every variant)\n"
                 "  categories+=PATH, categories-=PATH\n"
                 "In short transactions; interrupted, it goes on with `vitrined history --continue N` and is taken back with\n"
                 "`vitrined history --undo N`. Exit code 3: some products refused the change and are named.");
    verb->callback([&invocation, arguments] { invocation.run = [&invocation, arguments] { return run(invocation, *arguments); }; });
}

} // namespace vitrine::app
