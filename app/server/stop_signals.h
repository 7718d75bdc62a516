#pragma once

#include "base/cancel.h"

#include <functional>

namespace vitrine::app {

/// From now on SIGINT and SIGTERM set the token instead of ending the process; a second SIGINT ends it at once.
/// Call once, before any thread is made.
void cancelOnStopSignals(const CancelToken &token);

/// From now on SIGHUP does not end the process: waitForStop() notices it.
void noticeReloadSignal();

/// Blocks until the token is set by a signal, and calls `reload` on this thread after each SIGHUP. The token of
/// cancelOnStopSignals().
void waitForStop(const CancelToken &token, const std::function<void()> &reload);

} // namespace vitrine::app
