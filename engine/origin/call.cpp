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

QByteArray timing(QByteArrayView name, std::chrono::steady_clock::duration duration)
{
    const qint64 micros = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
    QByteArray text;
    text.reserve(name.size() + 24);
    text.append(name).append(";dur=").append(QByteArray::number(micros / 1000)).append('.');
    for (qint64 digit : {micros / 100, micros / 10, micros})
        text.append(char('0' + digit % 10));
    return text;
}

} // namespace vitrine::origin
