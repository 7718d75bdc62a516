#pragma once

#include "catalog/plan/backend.h"
#include "storage/mysql/connection_pool.h"
#include "storage/mysql/watchdog.h"

namespace vitrine::storage::mysql {

struct BackendOptions
{
    int connections = 4;
    std::chrono::milliseconds statementLimit{10'000}; ///< after which the server ends a statement by itself
};

/// A MariaDB or MySQL database as a planner reads it: never writes. Thread-safe.
class MysqlBackend final : public plan::Backend
{
public:
    /// Connects once, and measures the round trip and what a common snapshot costs. Errors of
    /// MysqlConnection::open.
    static Result<std::unique_ptr<MysqlBackend>> open(const MysqlAddress &address,
                                                      const BackendOptions &options = {});

    const plan::BackendFacts &facts() const override { return m_facts; }
    Result<plan::TableFacts> tables(const QStringList &names) override;
    Result<std::unique_ptr<plan::Snapshot>> snapshot(const plan::RunOptions &options) override;

private:
    MysqlBackend(const MysqlAddress &address, const BackendOptions &options)
        : m_pool(address, options.connections, options.statementLimit)
    {
    }
    Status measure();

    plan::BackendFacts m_facts;
    ConnectionPool m_pool;
    Watchdog m_watchdog;
};

} // namespace vitrine::storage::mysql
