#pragma once

#include "base/error.h"

namespace vitrine::app {

enum class ExitCode { Done = 0, Failed = 1, WrongUsage = 2, DoneWithRejections = 3 };

/// The one function that turns an error into an exit code.
ExitCode exitCodeOf(ErrorCode code);

} // namespace vitrine::app
