#pragma once

#include "storage/mysql/mysql_connection.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

namespace vitrine::storage::mysql {

/// A bounded number of connections to one database, kept open between readers. Where the address names several nodes
/// of a cluster, a new connection goes to the one that answered last, and on to the next when it does not. Thread-safe.
class ConnectionPool
{
public:
    ConnectionPool(MysqlAddress address, int limit, std::chrono::milliseconds statementLimit,
                   Access access = Access::Read)
        : m_address(std::move(address)), m_limit(limit), m_statementLimit(statementLimit), m_access(access)
    {
    }

    struct Lease
    {
        std::unique_ptr<MysqlConnection> connection;
        bool wasOpen = false; ///< for how long nobody has asked: the server may have closed it meanwhile
        int node = 0;         ///< of the address: two nodes of a cluster never show one snapshot
    };

    /// Waits for one until the deadline (DeadlineExceeded), 10 s at most (Overloaded).
    Result<Lease> take(std::optional<std::chrono::steady_clock::time_point> deadline);
    /// One more to the same node if there is one at once; without, nothing.
    std::optional<Lease> takeMore(int node);
    /// Broken connections are closed, others kept.
    void giveBack(std::unique_ptr<MysqlConnection> connection, int node);

    int limit() const { return m_limit; }
    const MysqlAddress &address() const { return m_address; }

private:
    struct Idle
    {
        std::unique_ptr<MysqlConnection> connection;
        int node = 0;
    };

    Result<Lease> open();
    Result<Lease> openAt(int node);
    void countDown();

    const MysqlAddress m_address;
    const int m_limit;
    const std::chrono::milliseconds m_statementLimit;
    const Access m_access;
    std::mutex m_mutex;
    std::condition_variable m_free;
    std::vector<Idle> m_idle; // by m_mutex
    int m_node = 0;           // by m_mutex: that answered last
    int m_count = 0;          // by m_mutex: idle and lent
};

} // namespace vitrine::storage::mysql
