#pragma once

#include "app/server/invocation.h"
#include "catalog/history.h"

namespace vitrine::app {

/// UTC, with milliseconds.
QString timeText(qint64 ms);
QJsonObject changeSetJson(const catalog::ChangeSet &set);
QString changeSetLine(const catalog::ChangeSet &set);

/// Runs a set of changes to its end with progress on stderr, and tells what it did and what it refused. Interrupted, it
/// says how to go on or to undo.
ExitCode finishSet(const Invocation &invocation, catalog::ProductHistory &history, const Result<catalog::ChangeSet> &begun);

} // namespace vitrine::app
