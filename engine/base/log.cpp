#include "base/log.h"

namespace vitrine::log {
Q_LOGGING_CATEGORY(catalog, "vitrine.catalog", QtInfoMsg)
Q_LOGGING_CATEGORY(images, "vitrine.images", QtInfoMsg)
Q_LOGGING_CATEGORY(storage, "vitrine.storage", QtInfoMsg)
Q_LOGGING_CATEGORY(codec, "vitrine.codec", QtInfoMsg)
Q_LOGGING_CATEGORY(server, "vitrine.server", QtInfoMsg)
Q_LOGGING_CATEGORY(ui, "vitrine.ui", QtInfoMsg)
} // namespace vitrine::log
