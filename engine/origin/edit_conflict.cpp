#include "origin/edit_conflict.h"

#include "catalog/catalog.h"
#include "catalog/product_diff.h"
#include "origin/card_routes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace vitrine::origin {

namespace {

QJsonValue orNull(const QJsonValue &value)
{
    return value.isUndefined() ? QJsonValue() : value;
}

QJsonObject fieldObject(const catalog::FieldChange &change)
{
    const catalog::FieldPlace &place = change.place;
    QJsonObject object{{QStringLiteral("field"), QString(catalog::placeKindName(place.kind))}};
    for (const auto &[name, text] : {std::pair{"code", place.code}, {"sku", place.sku}, {"channel", place.scope.channel},
                                     {"locale", place.scope.locale}}) {
        if (!text.isEmpty())
            object[QLatin1String(name)] = text;
    }
    object[QStringLiteral("yours")] = orNull(change.before);
    object[QStringLiteral("current")] = orNull(change.after);
    return object;
}

} // namespace

Response conflictResponse(const Problem &problem, const catalog::Product &yours, const catalog::Product &current)
{
    Response response = problemResponse(problem);
    const QByteArray card = catalog::assembleCard(current);
    QJsonObject document = QJsonDocument::fromJson(response.body).object();
    document[QStringLiteral("yours")] = QJsonDocument::fromJson(catalog::assembleCard(yours)).object();
    document[QStringLiteral("current")] = QJsonDocument::fromJson(card).object();
    QJsonArray fields;
    for (const catalog::FieldChange &change : catalog::diff(yours, current))
        fields.append(fieldObject(change));
    document[QStringLiteral("fields")] = fields;
    response.body = QJsonDocument(document).toJson(QJsonDocument::Compact);
    response.setHeader("ETag", cardEtag(card));
    return response;
}

} // namespace vitrine::origin
