#pragma once

#include "base/cancel.h"

namespace vitrine::app {

/// From now on SIGINT and SIGTERM set the token instead of ending the process; a second SIGINT ends it at once.
/// Call once, before any thread is made.
void cancelOnStopSignals(const CancelToken &token);

/// Blocks until the token is set by a signal. The token of cancelOnStopSignals().
void waitForStop(const CancelToken &token);

} // namespace vitrine::app
