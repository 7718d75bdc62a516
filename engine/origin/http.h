#pragma once

#include <QByteArray>
#include <QString>
#include <QUrlQuery>
#include <QVector>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace vitrine::origin {

class BodyFile;
class BodyStream;

/// HTTP as values: no sockets here, so that every handler can be called by a test.
struct Request
{
    QByteArray method; ///< as sent, "GET"
    QByteArray target; ///< origin form as sent: path and query, percent-encoded
    QVector<std::pair<QByteArray, QByteArray>> headers; ///< names in lower case
    QByteArray body;
    std::shared_ptr<const BodyFile> file{}; ///< the body instead, where its BodyRule says so

    /// The value of a header, or an empty array; lists of repeated headers are joined by ", " (RFC 9110 5.3).
    QByteArray header(QByteArrayView lowerCaseName) const;
};

struct Response
{
    int status = 200;
    QVector<std::pair<QByteArray, QByteArray>>
        headers;     ///< no Content-Length, Date or Connection: the transport's
    QByteArray body; ///< shared with the cache; the transport leaves it out for HEAD, 204 and 304
    std::shared_ptr<BodyStream> stream{}; ///< follows the head until it ends; then `body` is empty

    void setHeader(QByteArray name, QByteArray value);
};

/// Answers one request, now or later, from any thread, exactly once. Calling it after the client has left is
/// harmless.
using Responder = std::function<void(Response)>;
using Handler = std::function<void(Request, Responder)>;

/// What is to become of a request's body, decided from its head and before any of it is read.
struct BodyRule
{
    std::optional<Response> refusal; ///< answered at once, the body unread
    qint64 limit = -1;               ///< bytes; -1: the transport's own limit
    bool spool = false;              ///< into a BodyFile as it arrives, never held whole in memory
};
using BodyRules = std::function<BodyRule(const Request &head)>; ///< called on I/O threads: must not block

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
