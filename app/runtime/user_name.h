#pragma once

#include <QString>

namespace vitrine::app {

/// The name of the operating system's user who runs this process, for the catalog's history; empty when it has none.
QString userName();

} // namespace vitrine::app
