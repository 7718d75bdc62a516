#include "app/runtime/exit_code.h"

namespace vitrine::app {

ExitCode exitCodeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return ExitCode::WrongUsage;
    case ErrorCode::NotFound:
    case ErrorCode::Conflict:
    case ErrorCode::PreconditionFailed:
    case ErrorCode::TooLarge:
    case ErrorCode::UnsupportedType:
    case ErrorCode::Unprocessable:
    case ErrorCode::Overloaded:
    case ErrorCode::DeadlineExceeded:
    case ErrorCode::Cancelled:
    case ErrorCode::PermissionDenied:
    case ErrorCode::StorageFull:
    case ErrorCode::Io:
    case ErrorCode::Corrupt:
    case ErrorCode::Internal:
        return ExitCode::Failed;
    }
    Q_UNREACHABLE();
}

} // namespace vitrine::app
