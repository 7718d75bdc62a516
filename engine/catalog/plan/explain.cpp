#include "catalog/plan/explain.h"

#include <QJsonArray>

#include <algorithm>

namespace vitrine::plan {

namespace {

constexpr int MySqlJoinLimit = 61;
constexpr int SqliteJoinLimit = 64;

} // namespace

ReplacedJoin joinFor(const Plan &plan, const Fetched &fetched, const QVector<QByteArray> &keys)
{
    QHash<int, QVector<JoinedValue>> values;
    for (int i = 0; i < plan.description.parts.size(); ++i) {
        const Part &part = plan.description.parts[i];
        if (part.storage != Storage::Attribute)
            continue;
        const int attribute = part.find(QLatin1String("attribute")),
                  scope = part.find(QLatin1String("scope"));
        const RowSet &rows = fetched.parts[size_t(i)].rows;
        QVector<JoinedValue> &seen = values[i];
        for (size_t row = 0; row < rows.rows(); ++row) {
            const JoinedValue value{literal(rows.at(row, attribute)),
                                    scope < 0 ? QByteArray() : literal(rows.at(row, scope))};
            if (!seen.contains(value))
                seen.append(value);
        }
    }
    return replacedJoin(plan.description, values, keys);
}

QJsonObject explained(const Plan &plan, const Fetched &fetched, const BackendFacts &facts,
                      const ReplacedJoin &join)
{
    QJsonArray fetches;
    for (const FetchTrace &trace : fetched.traces) {
        const Fetch &fetch = plan.fetches[trace.fetch];
        QStringList parts;
        for (const PartCells &cells : fetch.parts)
            parts.append(plan.description.parts[cells.part].name);
        fetches.append(
            QJsonObject{{QStringLiteral("tables"), QJsonArray::fromStringList(fetch.tables)},
                        {QStringLiteral("parts"), QJsonArray::fromStringList(parts)},
                        {QStringLiteral("wave"), fetch.wave},
                        {QStringLiteral("connection"), trace.lane},
                        {QStringLiteral("ids"), qint64(trace.ids)},
                        {QStringLiteral("rows"), qint64(trace.rows)},
                        {QStringLiteral("startUs"), trace.startUs},
                        {QStringLiteral("lengthUs"), trace.lengthUs},
                        {QStringLiteral("estimatedUs"), qint64(trace.estimatedUs)},
                        {QStringLiteral("sql"), QString::fromUtf8(fetch.head + '?' + fetch.tail)}});
    }
    const QJsonObject replaced{
        {QStringLiteral("tables"), join.tables},
        {QStringLiteral("limit"), facts.joinLimit},
        {QStringLiteral("possible"), join.tables <= facts.joinLimit},
        {QStringLiteral("limits"),
         QJsonObject{{QStringLiteral("mysql"), MySqlJoinLimit}, {QStringLiteral("sqlite"), SqliteJoinLimit}}},
        {QStringLiteral("sql"), QString::fromUtf8(join.sql)}};
    return {{QStringLiteral("description"), plan.description.name},
            {QStringLiteral("database"), facts.name},
            {QStringLiteral("roundTripUs"), qint64(facts.roundTripUs)},
            {QStringLiteral("way"), QString(wayName(fetched.way))},
            {QStringLiteral("connections"), fetched.lanes},
            {QStringLiteral("waves"), plan.waves},
            {QStringLiteral("snapshotTries"), fetched.snapshotTries},
            {QStringLiteral("reads"), fetched.reads},
            {QStringLiteral("totalUs"), fetched.totalUs},
            {QStringLiteral("fetches"), fetches},
            {QStringLiteral("replaces"), replaced}};
}

} // namespace vitrine::plan
