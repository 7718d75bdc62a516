#pragma once

#include <QByteArray>
#include <QString>
#include <QUrlQuery>
#include <QVector>

#include <chrono>
#include <functional>
#include <utility>

namespace vitrine::origin {

/// HTTP as values: no sockets here, so that every handler can be called by a test.
struct Request
{
    QByteArray method; ///< as sent, "GET"
    QByteArray target; ///< origin form as sent: path and query, percent-encoded
    QVector<std::pair<QByteArray, QByteArray>> headers; ///< names in lower case
    QByteArray body;

    /// The value of a header, or an empty array; lists of repeated headers are joined by ", " (RFC 9110 5.3).
    QByteArray header(QByteArrayView lowerCaseName) const;
};

struct Response
{
    int status = 200;
    QVector<std::pair<QByteArray, QByteArray>>
        headers;     ///< no Content-Length, Date or Connection: the transport's
    QByteArray body; ///< shared with the cache; the transport leaves it out for HEAD, 204 and 304

    void setHeader(QByteArray name, QByteArray value);
};

/// Answers one request, now or later, from any thread, exactly once. Calling it after the client has left is
/// harmless.
using Responder = std::function<void(Response)>;
using Handler = std::function<void(Request, Responder)>;

/// One answered request, as a log or a live display wants it.
struct Access
{
    std::chrono::system_clock::time_point at;
    QByteArray method;
    QByteArray target;
    int status = 0;
    qint64 bytes = 0;
    std::chrono::microseconds duration{0}; ///< from the parsed head to the response handed to the socket
    QByteArray cache;                      ///< "hit", "miss", "coalesced" or empty, from Cache-Status
    QByteArray client;                     ///< address
};
using AccessObserver = std::function<void(const Access &)>; ///< called on I/O threads: must not block

} // namespace vitrine::origin
