#pragma once

#include "catalog/plan/backend.h"
#include "storage/mysql/connection_pool.h"
#include "storage/mysql/watchdog.h"

namespace vitrine::storage::mysql {

inline constexpr char BeginSnapshot[] = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";
/// Says where the log of changes stood when the connection's snapshot was taken: a file and a position, equal on
/// every connection that sees the same (both empty where the server keeps no such log). Four answers. The server
/// copies the position into variables that all its connections share and sends it from there: two that ask at once
/// can both be told the position of one, and seem to agree. So those that ask take turns, and whoever does not know
/// of the lock (a monitor) would have to come between two times in a row.
inline constexpr char AskPosition[] =
    "SELECT GET_LOCK('vitrine.position', 2);SHOW STATUS LIKE 'binlog_snapshot_%';"
    "SHOW STATUS LIKE 'binlog_snapshot_%';DO RELEASE_LOCK('vitrine.position')";

/// MariaDB gives no snapshot to several connections without a lock. So each takes its own, and they are
/// compared by the position of the binary log: at most three tries, as commits in between make them differ;
/// then, and where there is no binary log, one connection reads everything. One thread.
class MysqlSnapshot final : public plan::Snapshot
{
public:
    static constexpr int MaxTries = 3;

    MysqlSnapshot(ConnectionPool &pool, Watchdog &watchdog, const plan::BackendFacts &facts,
                  const plan::RunOptions &options);
    ~MysqlSnapshot() override;

    Result<std::vector<plan::Answer>> fetch(const std::vector<plan::Statement> &statements,
                                            bool isLast) override;
    plan::Way way() const override { return m_way; }
    int lanes() const override { return m_usedLanes; }
    int tries() const override { return m_tries; }
    bool isLost() const override { return m_isLost; }

private:
    struct Lane
    {
        std::unique_ptr<MysqlConnection> connection;
        bool wasOpen = false;
        int node = 0;
        bool hasBegun = false;
        std::vector<size_t> share; ///< indexes of the statements
    };

    Status begin(const std::vector<plan::Statement> &statements);
    Status agree();
    /// Empty where the server keeps no binary log, or another held the lock for long.
    static Result<QByteArray> receivePosition(MysqlConnection &connection);
    Status takeFirst();
    void giveBack(Lane &lane);
    void addLanes(size_t statements);
    void share(const std::vector<plan::Statement> &statements);
    Status sendBatch(Lane &lane, const std::vector<plan::Statement> &statements, bool isLast);
    Status receiveBatch(Lane &lane, int number, std::vector<plan::Answer> &answers, bool isLast);
    Status runSerially(Lane &lane, const std::vector<plan::Statement> &statements,
                       std::vector<plan::Answer> &answers);
    Result<std::vector<plan::Answer>> fetchOnce(const std::vector<plan::Statement> &statements, bool isLast);
    Error judged(const Error &error) const;
    qint64 sinceStart() const;

    ConnectionPool &m_pool;
    const plan::BackendFacts &m_facts;
    const plan::RunOptions m_options;
    const std::chrono::steady_clock::time_point m_started;
    std::vector<Lane> m_lanes;
    plan::Way m_way;
    int m_usedLanes = 1;
    int m_tries = 1;
    bool m_hasFetched = false;
    bool m_isLost = false;
    Watchdog::Watch m_watch;
};

} // namespace vitrine::storage::mysql
