#pragma once

#include "origin/http.h"

namespace vitrine::server {

/// Whether an answer to `method` with `status` carries a body on the wire (RFC 9110 6.4.1).
bool sendsBody(QByteArrayView method, int status);

/// "Mon, 23 Nov 2026 19:00:00 GMT" (RFC 9110 5.6.7), written at most once a second and thread.
const QByteArray &httpDate();

/// Status line and fields of a response, ready for the socket: adds Date, Content-Length and Connection.
/// Bytes that would end a field early are replaced by spaces, so that no handler can split a response.
QByteArray responseHead(const origin::Response &response, bool keepAlive);

/// "hit", "miss" or "coalesced" out of the Cache-Status field (RFC 9211), or empty.
QByteArray cacheOutcome(const origin::Response &response);

} // namespace vitrine::server
