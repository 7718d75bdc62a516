#pragma once

#include "storage/mysql/mysql_connection.h"

namespace vitrine::storage::mysql {

inline constexpr int OwnSchemaVersion = 1;

/// Makes Vitrine's tables in an empty database, or finds that they are there and of this version. MariaDB commits each
/// table by itself: what was interrupted is marked as half made. Conflict: half made, newer, or the database holds other
/// tables; UnsupportedType: a server that is not MariaDB 10.5 or newer; the connection's errors.
Status prepareOwnSchema(MysqlConnection &connection);

} // namespace vitrine::storage::mysql
