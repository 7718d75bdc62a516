#pragma once

#include <QMetaType>
#include <QString>

namespace vitrine {

/// The closed list of ways in which a request can fail. Each has one HTTP status (origin/error_status.h) and one exit
/// code (app/runtime/exit_code.h); a switch over it has no default, so that a new code is a compile error everywhere.
enum class ErrorCode {
    InvalidArgument,    ///< the request is malformed: a parameter, a key, a configuration value
    NotFound,           ///< no such product, image, preset, file
    Conflict,           ///< somebody else changed it, or owns it (a second process on one data directory)
    PreconditionFailed, ///< If-Match did not hold
    TooLarge,           ///< more bytes than a limit allows
    UnsupportedType,    ///< not a kind of file or format that Vitrine reads or writes
    Unprocessable,      ///< understood, but cannot be processed: corrupt image, too many pixels
    Overloaded,         ///< a queue is full: try again later
    DeadlineExceeded,   ///< took longer than allowed and was stopped
    Cancelled,          ///< the caller gave up
    PermissionDenied,   ///< read-only directory, missing right
    StorageFull,        ///< no space left, quota exceeded
    Io,                 ///< any other failure of a file, socket or database
    Corrupt,            ///< stored data contradicts its checksum or its own rules
    Internal,           ///< a defect of Vitrine
};

/// Why something failed, for a person: `what` names the thing and the reason, `where` the place (file:line:column,
/// parameter, SQL object), `remedy` what to do about it. A value; any thread.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString what;
    QString where;
    QString remedy;

    /// "what (where). remedy" on one line, leaving out what is empty.
    QString toString() const;
};

/// A stable lower-case name such as "not-found", used in JSON, problem types and logs.
QLatin1String errorCodeName(ErrorCode code);

} // namespace vitrine

Q_DECLARE_METATYPE(vitrine::Error)
