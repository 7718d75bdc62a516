#pragma once

#include "app/runtime/configuration.h"

#include <optional>

namespace vitrine::app {

/// Reads the key files that `configuration` names, relative to `directory`, into it. A file of the
/// usual name may be absent. What goes wrong names the file, and never what it holds.
std::optional<Error> readKeyFiles(Configuration &configuration, const QString &directory);

} // namespace vitrine::app
