#pragma once

#include <QLoggingCategory>

namespace vitrine {

// The Log port is Qt's own: qCInfo(log::server) and friends. The sink (text for people or one JSON object a line,
// always on stderr) is installed once by app/ and may be replaced by a test.
namespace log {
Q_DECLARE_LOGGING_CATEGORY(catalog)
Q_DECLARE_LOGGING_CATEGORY(images)
Q_DECLARE_LOGGING_CATEGORY(storage)
Q_DECLARE_LOGGING_CATEGORY(codec)
Q_DECLARE_LOGGING_CATEGORY(server)
Q_DECLARE_LOGGING_CATEGORY(ui)
} // namespace log

} // namespace vitrine
