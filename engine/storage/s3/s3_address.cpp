#include "storage/s3/s3_address.h"

#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QRegularExpression>
#include <QUrlQuery>

namespace vitrine::storage::s3 {

namespace {

Error malformed(const QString &what)
{
    return {ErrorCode::InvalidArgument, what, QStringLiteral("originals.url"),
            QStringLiteral("Write s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION&path-style=1; the keys come from "
                           "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or a credentials file")};
}

/// The members of one [profile] of a credentials file.
QMap<QString, QByteArray> section(QFile &file, const QString &profile)
{
    QMap<QString, QByteArray> members;
    bool inside = false;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine(4096).trimmed();
        if (line.startsWith('[')) {
            inside = line == '[' + profile.toUtf8() + ']';
            continue;
        }
        const qsizetype equals = line.indexOf('=');
        if (inside && equals > 0 && !line.startsWith('#'))
            members.insert(QString::fromUtf8(line.first(equals).trimmed()), line.sliced(equals + 1).trimmed());
    }
    return members;
}

} // namespace

Result<Address> Address::parse(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.scheme() != u"s3" || url.host().isEmpty())
        return malformed(QStringLiteral("the address of the originals is not an s3:// URL with a bucket"));
    if (!url.userInfo().isEmpty() || url.port() != -1 || url.hasFragment())
        return malformed(QStringLiteral("an s3:// URL has no user, no password, no port and no fragment"));
    Address address;
    address.bucket = url.host();
    static const QRegularExpression bucketForm(QStringLiteral("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"));
    if (!bucketForm.match(address.bucket).hasMatch())
        return malformed(QStringLiteral("\"%1\" is not the name of a bucket").arg(address.bucket));
    address.prefix = url.path(QUrl::FullyDecoded);
    while (address.prefix.startsWith(u'/'))
        address.prefix.remove(0, 1);
    while (address.prefix.endsWith(u'/'))
        address.prefix.chop(1);
    QString endpoint;
    for (const auto &[name, value] : QUrlQuery(url).queryItems(QUrl::FullyDecoded)) {
        if (name == u"endpoint")
            endpoint = value;
        else if (name == u"region" && !value.isEmpty())
            address.region = value;
        else if (name == u"profile")
            address.profile = value;
        else if (name == u"path-style" && (value == u"0" || value == u"1"))
            address.pathStyle = value == u"1";
        else
            return malformed(QStringLiteral("\"%1=\" means nothing in the address of the originals").arg(name));
    }
    if (endpoint.isEmpty())
        endpoint = QStringLiteral("https://s3.%1.amazonaws.com").arg(address.region);
    address.endpoint = QUrl(endpoint, QUrl::StrictMode);
    const QString scheme = address.endpoint.scheme();
    if (!address.endpoint.isValid() || address.endpoint.host().isEmpty() || (scheme != u"http" && scheme != u"https") ||
        !address.endpoint.userInfo().isEmpty() || address.endpoint.path().size() > 1 || address.endpoint.hasQuery() ||
        address.endpoint.port() == 0)
        return malformed(QStringLiteral("the endpoint has to be http:// or https:// with a host and perhaps a port"));
    if (!QHostAddress(address.endpoint.host()).isNull())
        address.pathStyle = true; // no name stands before a number
    return address;
}

QUrl Address::urlOf(const QString &key, const QByteArray &query) const
{
    QByteArray text = endpoint.scheme().toLatin1() + "://";
    QByteArray host = endpoint.host(QUrl::FullyEncoded).toLatin1();
    if (host.contains(':'))
        host = '[' + host + ']';
    text += pathStyle ? host : bucket.toLatin1() + '.' + host;
    if (endpoint.port() != -1)
        text += ':' + QByteArray::number(endpoint.port());
    text += '/';
    if (pathStyle)
        text += bucket.toLatin1() + (key.isEmpty() ? "" : "/");
    text += QUrl::toPercentEncoding(key, "/");
    if (!query.isEmpty())
        text += '?' + query;
    return QUrl::fromEncoded(text, QUrl::StrictMode);
}

QString Address::keyOf(const QString &name) const
{
    return prefix.isEmpty() ? name : prefix + u'/' + name;
}

QString Address::toString() const
{
    return QStringLiteral("s3://%1/%2 at %3").arg(bucket, prefix, endpoint.toString());
}

Result<Credentials> Credentials::load(const QMap<QString, QString> &environment, const QString &profile)
{
    Credentials credentials{environment.value(QStringLiteral("AWS_ACCESS_KEY_ID")).toUtf8(),
                            environment.value(QStringLiteral("AWS_SECRET_ACCESS_KEY")).toUtf8(),
                            environment.value(QStringLiteral("AWS_SESSION_TOKEN")).toUtf8()};
    const bool whole = !credentials.accessKey.isEmpty() && !credentials.secretKey.isEmpty();
    if (whole && profile.isEmpty())
        return credentials;
    const QString name = profile.isEmpty() ? QStringLiteral("default") : profile;
    QFile file(environment.value(QStringLiteral("AWS_SHARED_CREDENTIALS_FILE"), QDir::homePath() + QStringLiteral("/.aws/credentials")));
    if (file.open(QIODevice::ReadOnly)) {
        const auto members = section(file, name);
        credentials = {members.value(QStringLiteral("aws_access_key_id")), members.value(QStringLiteral("aws_secret_access_key")),
                       members.value(QStringLiteral("aws_session_token"))};
        if (!credentials.accessKey.isEmpty() && !credentials.secretKey.isEmpty())
            return credentials;
    }
    return Error{ErrorCode::InvalidArgument, QStringLiteral("there are no keys for the S3 originals"), file.fileName(),
                 QStringLiteral("Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write them into the section [%1] of "
                                "this file")
                     .arg(name)};
}

} // namespace vitrine::storage::s3
