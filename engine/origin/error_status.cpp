#include "origin/error_status.h"
#include "base/log.h"

#include <nlohmann/json.hpp>

namespace vitrine::origin {

namespace {

QString title(int status)
{
    switch (status) {
    case 400:
        return QStringLiteral("The request is malformed");
    case 403:
        return QStringLiteral("Not allowed");
    case 404:
        return QStringLiteral("Not found");
    case 409:
        return QStringLiteral("Conflict");
    case 412:
        return QStringLiteral("The precondition did not hold");
    case 413:
        return QStringLiteral("Too many bytes");
    case 415:
        return QStringLiteral("Unsupported type");
    case 422:
        return QStringLiteral("Understood, but cannot be processed");
    case 503:
        return QStringLiteral("Too busy, try again");
    case 504:
        return QStringLiteral("Took too long");
    case 507:
        return QStringLiteral("No space left");
    }
    return QStringLiteral("The origin failed");
}

QString sentence(const Error &error)
{
    return error.remedy.isEmpty() ? error.what : QStringLiteral("%1. %2").arg(error.what, error.remedy);
}

} // namespace

int httpStatus(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return 400;
    case ErrorCode::NotFound:
        return 404;
    case ErrorCode::Conflict:
        return 409;
    case ErrorCode::PreconditionFailed:
        return 412;
    case ErrorCode::TooLarge:
        return 413;
    case ErrorCode::UnsupportedType:
        return 415;
    case ErrorCode::Unprocessable:
        return 422;
    case ErrorCode::Overloaded:
        return 503;
    case ErrorCode::DeadlineExceeded:
        return 504;
    case ErrorCode::Cancelled:
        return 503; // only a stopping origin cancels: another one can answer
    case ErrorCode::PermissionDenied:
        return 403;
    case ErrorCode::StorageFull:
        return 507;
    case ErrorCode::Io:
        return 500;
    case ErrorCode::Corrupt:
        return 500;
    case ErrorCode::Internal:
        return 500;
    }
    Q_UNREACHABLE();
}

Response problemResponse(const Problem &problem)
{
    nlohmann::ordered_json document;
    document["type"] = "urn:vitrine:problem:" + problem.name.toStdString();
    document["title"] = problem.title.toStdString();
    document["status"] = problem.status;
    if (!problem.detail.isEmpty())
        document["detail"] = problem.detail.toStdString();
    if (!problem.parameter.isEmpty())
        document["parameter"] = problem.parameter.toStdString();

    Response response;
    response.status = problem.status;
    // QString's UTF-8 is well formed but for lone surrogates, which the replacement takes care of.
    response.body = QByteArray::fromStdString(
        document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    response.headers = {{"Content-Type", "application/problem+json"},
                        {"Cache-Control", problem.status == 404 ? "public, max-age=10" : "no-store"},
                        {"X-Content-Type-Options", "nosniff"},
                        {"Access-Control-Allow-Origin", "*"}};
    if (problem.status == 503)
        response.headers.emplaceBack("Retry-After", "1");
    return response;
}

Response errorResponse(const Error &error)
{
    // A flood is refused in the same words thousands of times a second: they are put together once.
    static thread_local std::pair<Error, Response> lastRefusal;
    auto &[refused, refusal] = lastRefusal;
    if (error.code == ErrorCode::Overloaded && refused.code == error.code && refused.what == error.what &&
        refused.where == error.where && refused.remedy == error.remedy)
        return refusal;
    const int status = httpStatus(error.code);
    Problem problem{status, errorCodeName(error.code).data(), title(status), sentence(error), error.where};
    if (status == 500 || status == 507 || error.code == ErrorCode::PermissionDenied) {
        qCWarning(log::server, "%s: %s", errorCodeName(error.code).data(), qUtf8Printable(error.toString()));
        problem.detail = QStringLiteral("The cause is in the origin's log.");
        problem.parameter.clear();
    }
    Response response = problemResponse(problem);
    if (error.code == ErrorCode::Overloaded)
        lastRefusal = {error, response};
    return response;
}

} // namespace vitrine::origin
