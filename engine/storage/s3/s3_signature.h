#pragma once

#include "storage/s3/s3_address.h"

#include <QByteArray>
#include <QDateTime>
#include <QVector>

#include <utility>

namespace vitrine::storage::s3 {

/// AWS Signature Version 4 with all in headers (docs.aws.amazon.com, "Signature Calculations for the Authorization
/// Header"). Pure; checked against AWS's published vectors.

struct Unsigned
{
    QByteArray method;
    QByteArray path;  ///< percent-encoded, "/" at least
    QByteArray query; ///< percent-encoded, in any order; may be empty
    /// All that is to be signed, Host among them; names in lower case, each once.
    QVector<std::pair<QByteArray, QByteArray>> headers;
    QByteArray payloadSha256; ///< 64 hexadecimal digits
};

struct Scope
{
    QByteArray region;
    QByteArray service = "s3";
    QDateTime at; ///< UTC; the request's x-amz-date
};

/// "20130524T000000Z": the value of x-amz-date.
QByteArray amzDate(const QDateTime &at);
/// The value of the Authorization header.
QByteArray authorization(const Unsigned &request, const Credentials &credentials, const Scope &scope);

} // namespace vitrine::storage::s3
