#pragma once

#include <QString>

namespace vitrine::app {

/// From now on everything that is logged goes to stderr, one line each: text for people.
void installLogSink();
/// `level` of debug, info, warning, error; `format` text or json (one object a line), as vitrine.toml says.
void configureLog(const QString &level, const QString &format);

} // namespace vitrine::app
