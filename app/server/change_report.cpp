#include "app/server/change_report.h"

#include "catalog/bulk_run.h"

#include <QJsonArray>

#include <unistd.h>

namespace vitrine::app {

using catalog::ChangeSet;

namespace {

constexpr int NamedRefusals = 1'000;

QJsonArray refusals(const QVector<catalog::RefusedChange> &refused)
{
    QJsonArray array;
    for (const catalog::RefusedChange &each : refused)
        array.append(QJsonObject{{QStringLiteral("key"), each.key.toString()},
                                 {QStringLiteral("field"), each.error.where},
                                 {QStringLiteral("reason"), each.error.what}});
    return array;
}

} // namespace

QString timeText(qint64 ms) { return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs); }

QJsonObject changeSetJson(const ChangeSet &set)
{
    QJsonObject object{{QStringLiteral("change"), qint64(set.id)},
                       {QStringLiteral("at"), timeText(set.atMs)},
                       {QStringLiteral("kind"), QString(catalog::changeKindName(set.kind))},
                       {QStringLiteral("author"), set.note.author},
                       {QStringLiteral("reason"), set.note.reason},
                       {QStringLiteral("what"), set.what},
                       {QStringLiteral("products"), set.products},
                       {QStringLiteral("done"), set.done},
                       {QStringLiteral("changed"), set.changed},
                       {QStringLiteral("refused"), set.refused},
                       {QStringLiteral("finished"), set.finished}};
    object[QStringLiteral("undoes")] = set.undoes == 0 ? QJsonValue() : QJsonValue(qint64(set.undoes));
    object[QStringLiteral("undoneBy")] = set.undoneBy == 0 ? QJsonValue() : QJsonValue(qint64(set.undoneBy));
    return object;
}

QString changeSetLine(const ChangeSet &set)
{
    QString line = QStringLiteral("%1  %2  %3").arg(set.id, 6).arg(timeText(set.atMs), catalog::changeKindName(set.kind));
    for (const QString &part : {set.what, set.note.author, set.note.reason}) {
        if (!part.isEmpty())
            line += QStringLiteral(" · ") + part;
    }
    if (set.products > 0)
        line += QStringLiteral(" · %1 of %2 products changed").arg(set.changed).arg(set.products);
    if (set.refused > 0)
        line += QStringLiteral(", %1 refused").arg(set.refused);
    if (!set.finished)
        line += QStringLiteral(" · not finished");
    if (set.undoneBy != 0)
        line += QStringLiteral(" · undone by %1").arg(set.undoneBy);
    return line;
}

ExitCode finishSet(const Invocation &invocation, catalog::ProductHistory &history, const Result<ChangeSet> &begun)
{
    if (!begun)
        return invocation.fail(begun.error());
    const bool terminal = isatty(STDERR_FILENO) == 1;
    const auto progress = [terminal](qint64 done, qint64 products) {
        if (terminal)
            std::fprintf(stderr, "\r\033[K%lld of %lld products", static_cast<long long>(done), static_cast<long long>(products));
    };
    const auto finished = catalog::runSet(history, *begun, progress, invocation.cancel);
    if (terminal)
        std::fputs("\r\033[K", stderr);
    const QString remedy = QStringLiteral("Go on with: vitrined history --continue %1; or take it back: --undo %1").arg(begun->id);
    if (!finished) {
        Error error = finished.error();
        error.remedy = remedy;
        return invocation.fail(error);
    }
    if (!finished->finished)
        return invocation.fail({ErrorCode::Cancelled, QStringLiteral("stopped after %1 of %2 products").arg(finished->done).arg(finished->products), {}, remedy});
    const auto refused = history.refusedBy(finished->id, NamedRefusals);
    if (!refused)
        return invocation.fail(refused.error());
    if (invocation.json) {
        QJsonObject object = changeSetJson(*finished);
        object[QStringLiteral("errors")] = refusals(*refused);
        printJson(object);
    } else {
        printLine(QStringLiteral("change %1: %2 of %3 products changed, %4 refused")
                      .arg(finished->id).arg(finished->changed).arg(finished->products).arg(finished->refused));
        for (const catalog::RefusedChange &each : *refused)
            std::fprintf(stderr, "%s [%s]: %s\n", qPrintable(each.key.toString()), qPrintable(each.error.where), qPrintable(each.error.what));
    }
    return finished->refused > 0 ? ExitCode::DoneWithRejections : ExitCode::Done;
}

} // namespace vitrine::app
