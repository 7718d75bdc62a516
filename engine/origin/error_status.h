#pragma once

#include "base/error.h"
#include "origin/http.h"

namespace vitrine::origin {

/// The one place where a failure becomes an HTTP status: by whose fault it is (CONTRACT: 4xx the client's,
/// 5xx ours).
int httpStatus(ErrorCode code);

/// What an RFC 9457 document says. `name` ends the problem's type URI and is stable.
struct Problem
{
    int status = 500;
    QByteArray name;
    QString title;
    QString detail;
    QString parameter; ///< which parameter or header is meant; may be empty
};

/// application/problem+json. Not found may be remembered for 10 s, everything else not at all; 503 has
/// Retry-After.
Response problemResponse(const Problem &problem);

/// The answer to a failed call. What a failure of ours says may name files of this machine: that goes to the
/// log, and the client reads only whose fault it was.
Response errorResponse(const Error &error);

} // namespace vitrine::origin
