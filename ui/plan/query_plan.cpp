#include "ui/plan/query_plan.h"

#include "ui/style/theme.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace vitrine::ui {

namespace {

QStringList texts(const QJsonValue &array)
{
    QStringList list;
    for (const QJsonValue &each : array.toArray())
        list.append(each.toString());
    return list;
}

QString tr(const char *text)
{
    return QCoreApplication::translate("QueryPlan", text);
}

} // namespace

QueryPlan readPlan(const QJsonObject &document)
{
    QueryPlan plan;
    plan.description = document[QStringLiteral("description")].toString();
    plan.database = document[QStringLiteral("database")].toString();
    plan.way = document[QStringLiteral("way")].toString();
    plan.connections = document[QStringLiteral("connections")].toInt(1);
    plan.waves = document[QStringLiteral("waves")].toInt(1);
    plan.snapshotTries = document[QStringLiteral("snapshotTries")].toInt(1);
    plan.roundTripUs = document[QStringLiteral("roundTripUs")].toInteger();
    plan.totalUs = document[QStringLiteral("totalUs")].toInteger();
    for (const QJsonValue &each : document[QStringLiteral("fetches")].toArray()) {
        plan.fetches.append({texts(each[QStringLiteral("tables")]), texts(each[QStringLiteral("parts")]),
                             each[QStringLiteral("sql")].toString(), each[QStringLiteral("wave")].toInt(),
                             each[QStringLiteral("connection")].toInt(), each[QStringLiteral("ids")].toInteger(),
                             each[QStringLiteral("rows")].toInteger(), each[QStringLiteral("startUs")].toInteger(),
                             each[QStringLiteral("lengthUs")].toInteger(),
                             each[QStringLiteral("estimatedUs")].toInteger()});
    }
    const QJsonObject join = document[QStringLiteral("replaces")].toObject();
    const QJsonObject limits = join[QStringLiteral("limits")].toObject();
    plan.join = {join[QStringLiteral("tables")].toInt(), join[QStringLiteral("limit")].toInt(64),
                 limits[QStringLiteral("mysql")].toInt(61), limits[QStringLiteral("sqlite")].toInt(64),
                 join[QStringLiteral("sql")].toString()};
    return plan;
}

QString planSentence(const QueryPlan &plan)
{
    const QString waves = plan.waves == 1 ? tr("1 wave") : tr("%1 waves").arg(plan.waves);
    const QString lanes = plan.connections == 1 ? tr("1 connection") : tr("%1 connections").arg(plan.connections);
    return tr("%1, described as \u201c%2\u201d: %3 statements in %4, %5 over %6, %7 in all")
        .arg(plan.database, plan.description, QString::number(plan.fetches.size()), waves, plan.way, lanes,
             formatMicros(plan.totalUs));
}

} // namespace vitrine::ui
