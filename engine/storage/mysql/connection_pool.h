#pragma once

#include "storage/mysql/mysql_connection.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

namespace vitrine::storage::mysql {

/// A bounded number of connections to one database, kept open between readers. Thread-safe.
class ConnectionPool
{
public:
    ConnectionPool(MysqlAddress address, int limit, std::chrono::milliseconds statementLimit)
        : m_address(std::move(address)), m_limit(limit), m_statementLimit(statementLimit)
    {
    }

    struct Lease
    {
        std::unique_ptr<MysqlConnection> connection;
        bool wasOpen = false; ///< for how long nobody has asked: the server may have closed it meanwhile
    };

    /// Waits for one until the deadline (DeadlineExceeded), 10 s at most (Overloaded).
    Result<Lease> take(std::optional<std::chrono::steady_clock::time_point> deadline);
    /// One more if there is one at once; without, nothing.
    std::optional<Lease> takeMore();
    /// Broken connections are closed, others kept.
    void giveBack(std::unique_ptr<MysqlConnection> connection);

    int limit() const { return m_limit; }
    const MysqlAddress &address() const { return m_address; }

private:
    Result<Lease> open();

    const MysqlAddress m_address;
    const int m_limit;
    const std::chrono::milliseconds m_statementLimit;
    std::mutex m_mutex;
    std::condition_variable m_free;
    std::vector<std::unique_ptr<MysqlConnection>> m_idle; // by m_mutex
    int m_count = 0;                                      // by m_mutex: idle and lent
};

} // namespace vitrine::storage::mysql
