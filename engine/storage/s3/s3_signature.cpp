#include "storage/s3/s3_signature.h"

#include <QMessageAuthenticationCode>

#include <algorithm>

namespace vitrine::storage::s3 {

namespace {

constexpr auto Sha256 = QCryptographicHash::Sha256;

QByteArray hmac(const QByteArray &key, const QByteArray &message)
{
    return QMessageAuthenticationCode::hash(message, key, Sha256);
}

/// By name, then value, each with its "=", as the signature wants them.
QByteArray canonicalQuery(const QByteArray &query)
{
    if (query.isEmpty())
        return {};
    QList<QByteArray> items = query.split('&');
    for (QByteArray &item : items) {
        if (!item.contains('='))
            item += '=';
    }
    // '=' is above '-' and the digits: whole items do not sort as their names do.
    std::sort(items.begin(), items.end(), [](const QByteArray &a, const QByteArray &b) {
        const qsizetype endA = a.indexOf('='), endB = b.indexOf('=');
        return std::pair(a.left(endA), a.mid(endA)) < std::pair(b.left(endB), b.mid(endB));
    });
    return items.join('&');
}

} // namespace

QByteArray amzDate(const QDateTime &at)
{
    return at.toUTC().toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'")).toLatin1();
}

QByteArray authorization(const Unsigned &request, const Credentials &credentials, const Scope &scope)
{
    auto headers = request.headers;
    std::sort(headers.begin(), headers.end());
    QByteArray canonicalHeaders, names;
    for (const auto &[name, value] : headers) {
        canonicalHeaders += name + ':' + value.simplified() + '\n';
        names += (names.isEmpty() ? "" : ";") + name;
    }
    const QByteArray canonical = request.method + '\n' + request.path + '\n' + canonicalQuery(request.query) + '\n' +
                                 canonicalHeaders + '\n' + names + '\n' + request.payloadSha256;
    const QByteArray time = amzDate(scope.at);
    const QByteArray day = time.left(8);
    const QByteArray place = day + '/' + scope.region + '/' + scope.service + "/aws4_request";
    const QByteArray toSign = "AWS4-HMAC-SHA256\n" + time + '\n' + place + '\n' +
                              QCryptographicHash::hash(canonical, Sha256).toHex();
    QByteArray key = hmac("AWS4" + credentials.secretKey, day);
    for (const QByteArray &part : {scope.region, scope.service, QByteArray("aws4_request")})
        key = hmac(key, part);
    return "AWS4-HMAC-SHA256 Credential=" + credentials.accessKey + '/' + place + ",SignedHeaders=" + names +
           ",Signature=" + hmac(key, toSign).toHex();
}

} // namespace vitrine::storage::s3
