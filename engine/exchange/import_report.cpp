#include "exchange/import.h"

#include <QJsonArray>

namespace vitrine::exchange {

QJsonObject ImportReport::toJson() const
{
    QJsonArray list;
    for (const Rejection &error : errors) {
        list.append(QJsonObject{{QStringLiteral("file"), error.file},
                                {QStringLiteral("line"), error.line},
                                {QStringLiteral("column"), error.field},
                                {QStringLiteral("reason"), error.reason}});
    }
    return {{QStringLiteral("products"), QJsonObject{{QStringLiteral("created"), created},
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
            {QStringLiteral("tookMs"), qint64(took.count())}};
}

} // namespace vitrine::exchange
