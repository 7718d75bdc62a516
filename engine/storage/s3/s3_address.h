#pragma once

#include "base/result.h"

#include <QMap>
#include <QString>
#include <QUrl>

namespace vitrine::storage::s3 {

/// Where originals lie in an S3-compatible store: "s3://bucket/prefix?endpoint=https://…&region=…&path-style=1".
/// Holds no secret, so that it may be shown.
struct Address
{
    QUrl endpoint; ///< scheme, host, port
    QString bucket;
    QString prefix; ///< without slashes at its ends; may be empty
    QString region = QStringLiteral("us-east-1");
    bool pathStyle = false; ///< http://host/bucket/key instead of http://bucket.host/key; always for an IP address
    QString profile;        ///< of the credentials file; empty: "default"

    /// InvalidArgument says what is wrong and what an address looks like; also for a secret written into it.
    static Result<Address> parse(const QString &url);
    /// The URL of an object, or of the bucket for an empty key; `key` percent-encoded.
    QUrl urlOf(const QString &key, const QByteArray &query = {}) const;
    QString keyOf(const QString &name) const; ///< behind the prefix
    QString toString() const;
};

struct Credentials
{
    QByteArray accessKey;
    QByteArray secretKey;
    QByteArray sessionToken; ///< empty: none

    /// From AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; else from the file that
    /// AWS_SHARED_CREDENTIALS_FILE names, else ~/.aws/credentials. InvalidArgument tells how to give them; never
    /// shows a secret.
    static Result<Credentials> load(const QMap<QString, QString> &environment, const QString &profile);
};

} // namespace vitrine::storage::s3
