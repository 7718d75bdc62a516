#pragma once

#include "storage/mysql/support/mariadb_server.h"

#include <array>
#include <memory>

namespace vitrine::test {

/// Three MariaDB servers on loopback that replicate to each other by Galera. Each answers as it does by default, without
/// waiting for what the others have acknowledged. Galera that is not installed fails the test.
struct Cluster
{
    Cluster();
    /// Until every node has applied what was written by way of one of them.
    void waitForAll() const;
    storage::mysql::MysqlAddress reader() const { return withOthers(nodes[0]->reader(QStringLiteral("shop"))); }
    storage::mysql::MysqlAddress owner() const { return withOthers(nodes[0]->owner(QStringLiteral("own"))); }
    storage::mysql::MysqlAddress withOthers(storage::mysql::MysqlAddress address) const;

    std::array<std::unique_ptr<MariaDbServer>, 3> nodes;
};

} // namespace vitrine::test
