#pragma once

#include "base/result.h"
#include "catalog/plan/row_set.h"
#include "storage/mysql/mysql_address.h"

#include <QByteArray>

#include <chrono>
#include <memory>

struct st_mysql;

namespace vitrine::storage::mysql {

/// What a connection is for. The server itself keeps one for reading from writing.
enum class Access { Read, Write };

/// One connection. Text goes out, several statements at once, and answers come back one
/// after the other; sending and receiving are apart, so that one thread keeps several connections busy. One
/// thread at a time.
class MysqlConnection
{
public:
    /// To one node of the address. PermissionDenied (user, password), NotFound (database), Overloaded (too many connections), Io (nobody
    /// answers).
    static Result<std::unique_ptr<MysqlConnection>> open(const MysqlAddress &address, int node,
                                                         std::chrono::milliseconds statementLimit,
                                                         Access access = Access::Read);
    ~MysqlConnection();
    MysqlConnection(const MysqlConnection &) = delete;
    MysqlConnection &operator=(const MysqlConnection &) = delete;

    /// Statements with ';' between them.
    Status send(const QByteArray &sql);
    /// The answer to the next of the statements that were sent; without rows where it has none.
    Result<plan::RowSet> receive();
    /// Sends statements whose answers nobody waits for; they are read before the next send().
    void sendAndForget(const QByteArray &sql, int statements);
    /// send() and receive() of one statement.
    Result<plan::RowSet> ask(const QByteArray &sql);

    /// Its socket, for whoever has to break the connection off.
    int socket() const;
    /// No use any more: a failure left answers unread, or the server is gone.
    bool isBroken() const { return m_isBroken; }
    void markBroken() { m_isBroken = true; }
    /// Whether the last failure was that the server is gone, or is cut off from the rest of its cluster.
    bool isGone() const { return m_isGone; }
    QString serverName() const; ///< "MariaDB 10.11.14"
    QString place() const { return m_address.toString(); } ///< for messages
    /// Rows that the statement of the last answer changed or inserted.
    quint64 affectedRows() const;
    /// The server's number of the last failure; 0: there was none.
    unsigned failureNumber() const { return m_failureNumber; }

private:
    MysqlConnection() = default;
    Error failure();

    st_mysql *m_mysql = nullptr;
    MysqlAddress m_address;
    int m_nodes = 1; ///< of the cluster
    bool m_isFirstAnswer = false;
    int m_forgotten = 0;
    bool m_isBroken = false;
    bool m_isGone = false;
    unsigned m_failureNumber = 0;
};

} // namespace vitrine::storage::mysql
