#include "origin/call.h"
#include "origin/accept.h"

namespace vitrine::origin {

const QVector<std::pair<QByteArray, QByteArray>> &commonHeaders()
{
    static const QVector<std::pair<QByteArray, QByteArray>> headers{
        {QByteArrayLiteral("X-Content-Type-Options"), QByteArrayLiteral("nosniff")},
        {QByteArrayLiteral("Access-Control-Allow-Origin"), QByteArrayLiteral("*")}};
    return headers;
}

Response success(QByteArray body, QByteArray contentType, QByteArray cacheControl)
{
    Response response;
    response.headers.reserve(12);
    response.headers += commonHeaders();
    response.headers.emplaceBack(QByteArrayLiteral("Content-Type"), std::move(contentType));
    response.headers.emplaceBack(QByteArrayLiteral("Cache-Control"), std::move(cacheControl));
    response.body = std::move(body);
    return response;
}

bool refuseUnacceptable(const Call &call, QByteArrayView mediaType)
{
    const QByteArray accept = call.request.header("accept");
    if (accept.isEmpty() || accept == "*/*" || acceptQuality(accept, mediaType) > 0)
        return false;
    call.respond(
        problemResponse({406, "not-acceptable", QStringLiteral("Not acceptable"),
                         QStringLiteral("This address answers %1, which the Accept header rules out.")
                             .arg(QLatin1String(mediaType.data(), mediaType.size())),
                         QStringLiteral("Accept")}));
    return true;
}

QByteArray timing(QByteArrayView name, double milliseconds)
{
    QByteArray text = name.toByteArray();
    text += ";dur=";
    text += QByteArray::number(milliseconds, 'f', 3);
    return text;
}

} // namespace vitrine::origin
