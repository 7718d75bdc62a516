#pragma once

#include "base/ids.h"
#include "storage/mysql/mysql_connection.h"
#include "storage/mysql/open_numbers.h"

#include <QHash>
#include <QSet>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace vitrine::storage::mysql {

/// Follows the change log of a catalog in MariaDB, this process's own changes and those of others, on a thread and a
/// connection of its own. Transactions get their numbers in the log before they commit: a number that is missing is
/// looked for again until no transaction can be open any more that has it. Thread-safe.
class ChangeFeed
{
public:
    static constexpr std::chrono::milliseconds LookEvery{100};
    /// The server ends a writer's transaction long before.
    static constexpr std::chrono::seconds Patience{60};

    struct Heard
    {
        bool families = false; ///< other ones, or more products counted by them
        bool terms = false;  ///< attributes, options, their types or labels
        QHash<quint32, ProductKey> products; ///< that changed, by number; without a key: it is gone
        QSet<QByteArray> keys;               ///< of these, of those that are gone, too
        bool isTruncated = false;            ///< and others: the log was trimmed, or begins anew, behind what was heard
        qint64 latestMs = 0; ///< when the latest of these was written, by the server's clock
    };
    struct State
    {
        qint64 position = 0;   ///< in the log
        qint64 products = 0;   ///< in the catalog
        qint64 heard = 0;      ///< changes since the start
        qint64 lagMs = 0;      ///< between the writing of the latest change and this process's hearing of it
        bool isCutOff = false; ///< the database cannot be asked at the moment
    };

    /// `onChange` is called on the feed's thread. Errors of the first connection.
    static Result<std::unique_ptr<ChangeFeed>> start(const MysqlAddress &address, std::chrono::milliseconds statementLimit,
                                                     std::function<void(const Heard &)> onChange);
    ~ChangeFeed();
    State state() const;
    /// Of what was committed before then nothing is unheard of, in this process's own time.
    std::chrono::steady_clock::time_point heardUpTo() const { return std::chrono::steady_clock::time_point(m_heardUpTo.load()); }
    /// Waits until what was committed before this call has been heard; false when `patience` is over.
    bool catchUp(std::chrono::milliseconds patience);

private:
    ChangeFeed(const MysqlAddress &address, std::chrono::milliseconds statementLimit, std::function<void(const Heard &)> onChange)
        : m_address(address), m_statementLimit(statementLimit), m_onChange(std::move(onChange))
    {
    }
    Status connect();
    Status begin();
    Status look();
    Result<QVector<qint64>> appeared();
    Status goOn();
    Status beginAnew();
    void loop();

    const MysqlAddress m_address;
    const std::chrono::milliseconds m_statementLimit;
    const std::function<void(const Heard &)> m_onChange;
    int m_node = 0; // of the thread, like the two below
    std::unique_ptr<MysqlConnection> m_connection;
    OpenNumbers m_open;
    mutable std::mutex m_mutex;
    std::atomic<std::chrono::steady_clock::duration> m_heardUpTo{std::chrono::steady_clock::duration::zero()};
    std::condition_variable m_wake;
    State m_state;         // by m_mutex
    quint64 m_looks = 0;   // by m_mutex: begun
    quint64 m_looked = 0;  // by m_mutex: the last that succeeded
    bool m_isAsked = false; // by m_mutex
    bool m_stop = false;   // by m_mutex
    std::thread m_thread;
};

} // namespace vitrine::storage::mysql
