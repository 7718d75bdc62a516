#include "base/error.h"

namespace vitrine {

QString Error::toString() const
{
    QString text = what;
    if (!where.isEmpty())
        text += QStringLiteral(" (%1)").arg(where);
    if (!remedy.isEmpty())
        text += QStringLiteral(". %1").arg(remedy);
    return text;
}

QLatin1String errorCodeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return QLatin1String("invalid-argument");
    case ErrorCode::NotFound:
        return QLatin1String("not-found");
    case ErrorCode::Conflict:
        return QLatin1String("conflict");
    case ErrorCode::PreconditionFailed:
        return QLatin1String("precondition-failed");
    case ErrorCode::TooLarge:
        return QLatin1String("too-large");
    case ErrorCode::UnsupportedType:
        return QLatin1String("unsupported-type");
    case ErrorCode::Unprocessable:
        return QLatin1String("unprocessable");
    case ErrorCode::Overloaded:
        return QLatin1String("overloaded");
    case ErrorCode::DeadlineExceeded:
        return QLatin1String("deadline-exceeded");
    case ErrorCode::Cancelled:
        return QLatin1String("cancelled");
    case ErrorCode::PermissionDenied:
        return QLatin1String("permission-denied");
    case ErrorCode::StorageFull:
        return QLatin1String("storage-full");
    case ErrorCode::Io:
        return QLatin1String("io");
    case ErrorCode::Corrupt:
        return QLatin1String("corrupt");
    case ErrorCode::Internal:
        return QLatin1String("internal");
    }
    Q_UNREACHABLE();
}

} // namespace vitrine
