#pragma once

#include "base/result.h"

#include <QString>
#include <QVector>

namespace vitrine::storage::mysql {

/// Where a MariaDB or MySQL database is and who asks. The password is read from a file when connecting and
/// kept nowhere.
struct MysqlAddress
{
    QString user;
    QString host; ///< "localhost" without a socket means TCP all the same
    int port = 3306;
    /// Other nodes of the same cluster: asked when the one before them does not answer.
    struct Node
    {
        QString host;
        int port = 3306;
        friend bool operator==(const Node &, const Node &) = default;
    };
    QVector<Node> otherNodes;
    QString socket; ///< a Unix socket; then host and port do not matter
    QString database;
    QString passwordFile;

    /// On this machine, as far as the address tells.
    bool isLocal() const;
    int nodes() const { return int(otherNodes.size()) + 1; }
    /// The same database by way of one node alone; 0 is `host` itself.
    MysqlAddress at(int node) const;
    /// "mysql://user@host:port/database", for messages; never with a password.
    QString toString() const;
};

/// mysql://user@host[:port]/database[?node=HOST[:PORT]]…[&socket=PATH][&password-file=PATH]. InvalidArgument says what is wrong,
/// also when a password is in the URL, where logs would show it.
Result<MysqlAddress> parseMysqlUrl(const QString &url);

} // namespace vitrine::storage::mysql
