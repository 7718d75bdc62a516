#pragma once

#include "origin/error_status.h"
#include "origin/http.h"
#include "origin/target.h"

#include <array>
#include <chrono>

namespace vitrine::origin {

/// How many {names} a route may have.
inline constexpr std::size_t MaxPathNames = 6;

/// One request on its way through a handler: the request, where it went, and how to answer. A value that
/// moves from the I/O thread to a worker; its views stay valid because the request's bytes move along.
struct Call
{
    Request request;
    Target target;
    std::array<QByteArrayView, MaxPathNames>
        path; ///< what the route's {names} matched, in their order, still percent-encoded
    Responder respond;
    std::chrono::steady_clock::time_point started;

    /// Since the request met the router.
    std::chrono::steady_clock::duration elapsed() const { return std::chrono::steady_clock::now() - started; }
    void fail(const Error &error) const { respond(errorResponse(error)); }
};

/// What every answer says; a copy shares everything.
const QVector<std::pair<QByteArray, QByteArray>> &commonHeaders();

/// A 200 with the common headers and the given ones.
Response success(QByteArray body, QByteArray contentType, QByteArray cacheControl);

/// 406, unless the request accepts `mediaType`.
bool refuseUnacceptable(const Call &call, QByteArrayView mediaType);

/// "name;dur=0.012" for Server-Timing: milliseconds to the microsecond.
QByteArray timing(QByteArrayView name, std::chrono::steady_clock::duration duration);

} // namespace vitrine::origin
