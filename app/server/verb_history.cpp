#include "app/runtime/user_name.h"
#include "app/server/change_report.h"
#include "app/server/invocation.h"
#include "catalog/bulk_run.h"
#include "catalog/taking_back.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace vitrine::app {

namespace {

using catalog::ChangeSet;
using catalog::HistoryEntry;

QString toQString(const std::string &text) { return QString::fromLocal8Bit(text.data(), qsizetype(text.size())); }

struct Arguments
{
    std::string key, at, reason;
    quint64 set = 0, undo = 0, resume = 0, restore = 0;
    int limit = 50;
};

QJsonObject toJson(const HistoryEntry &entry)
{
    const catalog::FieldPlace &place = entry.change.place;
    QJsonObject object{{QStringLiteral("entry"), qint64(entry.id)},
                       {QStringLiteral("at"), timeText(entry.atMs)},
                       {QStringLiteral("key"), entry.key.toString()},
                       {QStringLiteral("version"), qint64(entry.version)},
                       {QStringLiteral("field"), QString(catalog::placeKindName(place.kind))},
                       {QStringLiteral("code"), place.code},
                       {QStringLiteral("sku"), place.sku},
                       {QStringLiteral("channel"), place.scope.channel},
                       {QStringLiteral("locale"), place.scope.locale},
                       {QStringLiteral("author"), entry.note.author},
                       {QStringLiteral("reason"), entry.note.reason}};
    object[QStringLiteral("before")] = entry.change.before.isUndefined() ? QJsonValue() : entry.change.before;
    object[QStringLiteral("after")] = entry.change.after.isUndefined() ? QJsonValue() : entry.change.after;
    object[QStringLiteral("change")] = entry.set == 0 ? QJsonValue() : QJsonValue(qint64(entry.set));
    object[QStringLiteral("kind")] = QString(catalog::changeKindName(entry.kind));
    return object;
}

QString lineOf(const HistoryEntry &entry, bool withKey)
{
    const auto value = [&](const QJsonValue &json) {
        const QString text = catalog::readable(json, entry.currency);
        return json.isUndefined() ? QStringLiteral("nothing") : text.size() > 60 ? text.left(59) + u'…' : text;
    };
    QString line = QStringLiteral("%1  %2  ").arg(entry.id, 8).arg(timeText(entry.atMs));
    if (withKey)
        line += QStringLiteral("%1  ").arg(entry.key.toString(), -16);
    line += catalog::placeName(entry.change.place);
    using Kind = catalog::FieldPlace::Kind;
    if (entry.change.place.kind != Kind::Created && entry.change.place.kind != Kind::Removed)
        line += QStringLiteral(": %1 → %2").arg(value(entry.change.before), value(entry.change.after));
    for (const QString &part : {entry.note.author, entry.note.reason}) {
        if (!part.isEmpty())
            line += QStringLiteral(" · ") + part;
    }
    if (entry.set != 0)
        line += QStringLiteral(" · %1 %2").arg(catalog::changeKindName(entry.kind)).arg(entry.set);
    return line;
}

ExitCode showEntries(const Invocation &invocation, const Result<QVector<HistoryEntry>> &entries, bool withKey)
{
    if (!entries)
        return invocation.fail(entries.error());
    if (invocation.json) {
        QJsonArray array;
        for (const HistoryEntry &entry : *entries)
            array.append(toJson(entry));
        printJson({{QStringLiteral("entries"), array}});
    } else {
        for (const HistoryEntry &entry : *entries)
            printLine(lineOf(entry, withKey));
    }
    return ExitCode::Done;
}

ExitCode showSets(const Invocation &invocation, const Result<QVector<ChangeSet>> &sets)
{
    if (!sets)
        return invocation.fail(sets.error());
    if (invocation.json) {
        QJsonArray array;
        for (const ChangeSet &set : *sets)
            array.append(changeSetJson(set));
        printJson({{QStringLiteral("changes"), array}});
    } else {
        for (const ChangeSet &set : *sets)
            printLine(changeSetLine(set));
    }
    return ExitCode::Done;
}

ExitCode showProductAt(const Invocation &invocation, catalog::ProductHistory &history, const Arguments &arguments)
{
    const QString text = toQString(arguments.at);
    QDateTime at = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!at.isValid())
        return invocation.fail({ErrorCode::InvalidArgument, QStringLiteral("\"%1\" is no time").arg(text),
                                QStringLiteral("--at"), QStringLiteral("Write it like 2024-12-31T18:00:00Z")});
    const auto product = history.productAt(ProductKey(toQString(arguments.key)), at.toMSecsSinceEpoch());
    if (!product)
        return invocation.fail(product.error());
    printJson(QJsonDocument::fromJson(catalog::assembleCard(*product)).object());
    return ExitCode::Done;
}

ExitCode undo(const Invocation &invocation, catalog::ProductHistory &history, quint64 id, const catalog::ChangeNote &note)
{
    const auto set = history.set(id);
    if (!set)
        return invocation.fail(set.error());
    const auto begun = history.beginUndo(id, note);
    if (begun && !invocation.json)
        printLine(catalog::undoEffect(set->kind));
    return finishSet(invocation, history, begun);
}

ExitCode run(const Invocation &invocation, const Arguments &arguments)
{
    auto runtime = Runtime::open(invocation.dataDirectory());
    if (!runtime)
        return invocation.fail(runtime.error());
    catalog::ProductHistory *history = (*runtime)->catalog().history;
    if (!history)
        return invocation.fail({ErrorCode::InvalidArgument, QStringLiteral("this catalog keeps no history"), {}, {}});
    const catalog::ChangeNote note{userName(), toQString(arguments.reason)};
    if (arguments.undo != 0)
        return undo(invocation, *history, arguments.undo, note);
    if (arguments.restore != 0)
        return finishSet(invocation, *history, history->beginRestore(arguments.restore, note));
    if (arguments.resume != 0)
        return finishSet(invocation, *history, history->set(arguments.resume));
    if (arguments.set != 0)
        return showEntries(invocation, history->ofSet(arguments.set, arguments.limit, 0), true);
    if (arguments.key.empty())
        return showSets(invocation, history->sets(arguments.limit, 0));
    if (!arguments.at.empty())
        return showProductAt(invocation, *history, arguments);
    return showEntries(invocation, history->ofProduct(ProductKey(toQString(arguments.key)), arguments.limit, 0), false);
}

} // namespace

void addHistoryVerb(CLI::App &app, Invocation &invocation)
{
    auto arguments = std::make_shared<Arguments>();
    CLI::App *verb = app.add_subcommand("history", "Who changed what, when and why; take changes back");
    auto *key = verb->add_option("KEY", arguments->key, "A product; without one, the changes of many: edits, imports, bulk edits");
    verb->add_option("--at", arguments->at, "The card as it was at this time, e.g. 2024-12-31T18:00:00Z")->needs(key);
    auto *what = verb->add_option_group("what");
    what->add_option("--change", arguments->set, "The entries of one change");
    what->add_option("--undo", arguments->undo, "Undo a change: an edit, a bulk edit, an import, a removal, or an undo");
    what->add_option("--continue", arguments->resume, "Go on with a bulk edit or undo that was interrupted");
    what->add_option("--restore", arguments->restore, "Give a field the value that it had before this entry");
    what->require_option(0, 1);
    verb->add_option("--reason", arguments->reason, "Why, for the history");
    verb->add_option("--limit", arguments->limit, "How many entries, newest first")->check(CLI::Range(1, 100'000))->capture_default_str();
    verb->footer(catalog::undoEffect(catalog::ChangeKind::Import).toStdString() + "\nWhat an undo leaves as it was makes the exit code 3.");
    verb->callback([&invocation, arguments] { invocation.run = [&invocation, arguments] { return run(invocation, *arguments); }; });
}

} // namespace vitrine::app
