#pragma once

#include "base/result.h"

#include <QString>

namespace vitrine::storage::mysql {

/// Where a MariaDB or MySQL database is and who asks. The password is read from a file when connecting and
/// kept nowhere.
struct MysqlAddress
{
    QString user;
    QString host; ///< "localhost" without a socket means TCP all the same
    int port = 3306;
    QString socket; ///< a Unix socket; then host and port do not matter
    QString database;
    QString passwordFile;

    /// "mysql://user@host:port/database", for messages; never with a password.
    QString toString() const;
};

/// mysql://user@host[:port]/database[?socket=PATH][&password-file=PATH]. InvalidArgument says what is wrong,
/// also when a password is in the URL, where logs would show it.
Result<MysqlAddress> parseMysqlUrl(const QString &url);

} // namespace vitrine::storage::mysql
