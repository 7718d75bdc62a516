#include "origin/admin_guard.h"

#include "origin/error_status.h"

namespace vitrine::origin {

namespace {

Response refusal(int status, const char *name, const QString &detail, const QByteArray &challenge)
{
    Response response = problemResponse(
        {status, name, status == 401 ? QStringLiteral("Who are you?") : QStringLiteral("Not allowed"), detail, {}});
    response.setHeader("WWW-Authenticate", "Bearer realm=\"vitrine\"" + challenge);
    return response;
}

} // namespace

std::optional<Response> refuseStranger(const Request &request, const Authorise &authorise)
{
    static const QString remedy = QStringLiteral("Send \"Authorization: Bearer TOKEN\"; vitrined token create makes one.");
    const QByteArray header = request.header("authorization");
    const qsizetype space = header.indexOf(' ');
    if (space < 0 || header.first(space).compare("Bearer", Qt::CaseInsensitive) != 0)
        return refusal(401, "unauthorized", QStringLiteral("This listener needs an access token. ") + remedy, {});
    const auto verdict = authorise(QByteArrayView(header).sliced(space + 1).trimmed());
    if (!verdict)
        return errorResponse(verdict.error());
    switch (*verdict) {
    case TokenVerdict::Good:
        return std::nullopt;
    case TokenVerdict::Unknown:
        return refusal(401, "unauthorized", QStringLiteral("The access token is not known here. ") + remedy,
                       ", error=\"invalid_token\"");
    case TokenVerdict::Expired:
        return refusal(401, "unauthorized", QStringLiteral("The access token has expired. ") + remedy,
                       ", error=\"invalid_token\", error_description=\"expired\"");
    case TokenVerdict::OutOfScope:
        return refusal(403, "forbidden", QStringLiteral("The access token does not have the scope \"admin\"."),
                       ", error=\"insufficient_scope\", scope=\"admin\"");
    }
    Q_UNREACHABLE();
}

} // namespace vitrine::origin
