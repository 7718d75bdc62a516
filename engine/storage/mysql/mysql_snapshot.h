#pragma once

#include "catalog/plan/backend.h"
#include "storage/mysql/connection_pool.h"
#include "storage/mysql/watchdog.h"

namespace vitrine::storage::mysql {

inline constexpr char BeginSnapshot[] = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";
/// Says where the server's log of changes stands, on a connection that is in no transaction; PositionAnswers
/// of them. The server copies the position into variables that all its connections share and sends it from
/// there, so an answer may be of a moment after the question; it is never of one before. A connection that
/// holds a snapshot is told that snapshot's position the same way, and so, perhaps, another's: none of those
/// is asked. What comes from another server (as a replica, in a cluster) need not be in the log.
inline constexpr char AskPosition[] = "SHOW STATUS LIKE 'binlog_snapshot_%';SHOW STATUS LIKE "
                                      "'slaves_running';SHOW STATUS LIKE 'wsrep_connected'";
inline constexpr int PositionAnswers = 3;

/// MariaDB gives no snapshot to several connections without a lock. So each takes its own, while a witness,
/// one connection more, asks for the position of the binary log before the first and after the last: the same
/// position says that nothing was committed in between, and that all see the same. At most three tries, as
/// commits make it differ; then, and where no log tells of every commit, one connection reads everything. One
/// thread.
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
    /// With the last lane as the witness, which it gives back.
    Status agree();
    Status beginAll();
    /// Empty where no log tells of every commit.
    static Result<QByteArray> position(MysqlConnection &witness);
    Status takeFirst();
    bool takeMore();
    void addLane(ConnectionPool::Lease lease);
    void keepLanes(size_t count);
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
