#pragma once

#include "origin/access_token.h"
#include "origin/http.h"

namespace vitrine::origin {

/// Whether a token may do what the admin listener does. Called on I/O threads: must not block for long.
using Authorise = std::function<Result<TokenVerdict>(QByteArrayView token)>;

/// 401 or 403 with WWW-Authenticate (RFC 6750 3), unless the request carries a good bearer token. Every request
/// needs one, OPTIONS too.
std::optional<Response> refuseStranger(const Request &request, const Authorise &authorise);

} // namespace vitrine::origin
