#pragma once

#include "storage/mysql/mysql_connection.h"

namespace vitrine::storage::mysql {

inline constexpr int OwnSchemaVersion = 3;

/// Characters that the columns of codes, of channels and locales, and of categories' paths hold.
inline constexpr int MaxCode = 128, MaxScope = 64, MaxPath = 700;

/// Makes Vitrine's tables in an empty database, or brings those of an older version up to this one. MariaDB commits each
/// change of a table by itself: what was interrupted is marked as half made. A half made catalog is refused, a half made
/// change to a newer format is gone on with. Conflict: half made, newer, or the database holds other tables; UnsupportedType: a server that is not MariaDB 10.5 or newer; the connection's errors.
Status prepareOwnSchema(MysqlConnection &connection);

} // namespace vitrine::storage::mysql
