#pragma once

#include "origin/http.h"

#include <QDateTime>

#include <optional>

namespace vitrine::origin {

/// What a client knows already (RFC 9110 section 13). Pure.

/// Whether a list of entity tags, or "*", holds `etag` by weak comparison.
bool etagListMatches(QByteArrayView list, QByteArrayView etag);

/// The same by strong comparison, as If-Match asks (13.1.1); "*" is for who knows what is there.
bool strongListMatches(QByteArrayView list, QByteArrayView etag);

/// Whether the answer is 304: If-None-Match alone decides where it is present, If-Modified-Since otherwise
/// (13.2.2). `star` says what "*" means: true where the representation is known to exist.
bool notModified(const Request &request, QByteArrayView etag, bool star,
                 const std::optional<QDateTime> &lastModified = std::nullopt);

/// Whether the answer is 412: If-Match, by strong comparison, alone decides where it is present, If-Unmodified-Since
/// otherwise. "*" always holds: what is not there is 404 all the same.
bool preconditionFailed(const Request &request, QByteArrayView etag,
                        const std::optional<QDateTime> &lastModified = std::nullopt);

/// An IMF-fixdate, e.g. "Mon, 23 Nov 2026 19:00:00 GMT"; and back. Nothing for other forms.
QByteArray toHttpDate(const QDateTime &time);
std::optional<QDateTime> fromHttpDate(QByteArrayView text);

/// Part of a body (RFC 9110 section 14).
struct ByteRange
{
    enum class Kind { Whole, Part, Unsatisfiable };
    Kind kind = Kind::Whole;
    qint64 first = 0;
    qint64 length = 0;
};
/// One range of "bytes" over a body of `size`; several ranges and what cannot be read mean the whole body
/// (14.2).
ByteRange parseRange(QByteArrayView range, qint64 size);

/// Turns a 200 with an ETag into a 206 or 416 where a GET asks for that and If-Range, if any, is this very
/// ETag.
void applyRange(const Request &request, QByteArrayView etag, Response *response);

} // namespace vitrine::origin
