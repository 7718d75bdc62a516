#include "exchange/import.h"

#include <QJsonArray>

namespace vitrine::exchange {

QJsonObject Difference::toJson() const
{
    QJsonArray list;
    for (const catalog::FieldChange &change : changes)
        list.append(QJsonObject{{QStringLiteral("field"), catalog::placeName(change.place)},
                                {QStringLiteral("before"), change.before.isUndefined() ? QJsonValue() : change.before},
                                {QStringLiteral("after"), change.after.isUndefined() ? QJsonValue() : change.after}});
    return {{QStringLiteral("key"), key.toString()},
            {QStringLiteral("outcome"), created ? QStringLiteral("created") : QStringLiteral("updated")},
            {QStringLiteral("file"), file},
            {QStringLiteral("line"), line},
            {QStringLiteral("changes"), list}};
}

QJsonObject ImportReport::toJson() const
{
    QJsonArray list;
    for (const Rejection &error : errors) {
        list.append(QJsonObject{{QStringLiteral("file"), error.file},
                                {QStringLiteral("line"), error.line},
                                {QStringLiteral("column"), error.field},
                                {QStringLiteral("reason"), error.reason}});
    }
    QJsonObject changed;
    for (auto field = fields.begin(); field != fields.end(); ++field)
        changed[field.key()] = field.value();
    return {{QStringLiteral("fields"), changed},
            {QStringLiteral("products"), QJsonObject{{QStringLiteral("created"), created},
                                                     {QStringLiteral("updated"), updated},
                                                     {QStringLiteral("unchanged"), unchanged},
                                                     {QStringLiteral("rejected"), rejected}}},
            {QStringLiteral("values"), values},
            {QStringLiteral("images"), QJsonObject{{QStringLiteral("stored"), imagesStored},
                                                   {QStringLiteral("unchanged"), imagesUnchanged},
                                                   {QStringLiteral("missing"), imagesMissing},
                                                   {QStringLiteral("rejected"), imagesRejected}}},
            {QStringLiteral("errors"), list},
            {QStringLiteral("errorCount"), errorCount},
            {QStringLiteral("cancelled"), cancelled},
            {QStringLiteral("dryRun"), dryRun},
            {QStringLiteral("change"), change == 0 ? QJsonValue() : QJsonValue(qint64(change))},
            {QStringLiteral("tookMs"), qint64(took.count())}};
}

} // namespace vitrine::exchange
