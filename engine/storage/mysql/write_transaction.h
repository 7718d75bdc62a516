#pragma once

#include "base/ids.h"
#include "base/latency_histogram.h"
#include "catalog/plan/row_set.h"
#include "storage/mysql/connection_pool.h"
#include "storage/mysql/watchdog.h"

#include <QSet>

#include <functional>

namespace vitrine::storage::mysql {

/// How a statement or a rule ended a transaction; thrown inside one, turned into an Error at its border.
struct WriteFailure
{
    enum class Kind {
        Final, ///< the same again would fail the same
        Again, ///< somebody else was there first, or the server asks to try again; nothing was written
        Lost   ///< the connection broke: what was being committed may have been
    };
    Error error;
    Kind kind = Kind::Final;
};

/// Statements of one transaction on one connection, several in a round trip. Throws WriteFailure. One thread.
class WriteTransaction
{
public:
    struct Answer
    {
        plan::RowSet rows;
        quint64 affected = 0;
    };

    WriteTransaction(MysqlConnection &connection, quint64 token) : m_connection(connection), m_token(token) {}

    /// Sent together, each megabyte a round trip; the answers in their order.
    std::vector<Answer> ask(const QByteArrayList &statements);
    plan::RowSet ask(const QByteArray &statement) { return std::move(ask(QByteArrayList{statement}).front().rows); }
    /// As ask(), from where on rows are locked and the transaction is one that changes something.
    std::vector<Answer> write(const QByteArrayList &statements);
    /// Goes out with the commit.
    void defer(QByteArrayList statements);
    /// Sends what was deferred now, for whoever reads it in this transaction.
    void flush();
    /// The product changes when this transaction commits.
    void changes(const ProductKey &product) { m_changed.insert(product.toString().toUtf8()); }
    /// Marks this transaction in the change log, so that it can be found there when its commit's answer is lost.
    quint64 token() const { return m_token; }

private:
    friend class WriteTransactions;
    void commit();
    void sendPart(const QByteArrayList &part, std::vector<Answer> &answers);
    [[noreturn]] void fail(const Error &error);

    MysqlConnection &m_connection;
    const quint64 m_token;
    QByteArrayList m_deferred;
    QSet<QByteArray> m_changed; ///< keys
    std::optional<Clock::Steady> m_lockedSince;
    bool m_isCommitting = false;
    QStringList m_story; ///< the beginnings of its statements, for the log of slow ones
};

/// Runs transactions over a bounded number of connections: each is short, and one that lost against another, or its
/// connection, is run again after a while of random length, until its deadline. Thread-safe.
class WriteTransactions
{
public:
    struct Options
    {
        int connections = 4;
        std::chrono::milliseconds deadline{10'000}; ///< of one write, with all its tries
        std::chrono::milliseconds slow{500};        ///< from which on one is logged with its statements
        int tries = 12;
    };
    struct Figures
    {
        LatencyHistogram duration; ///< from BEGIN to the answer of COMMIT
        LatencyHistogram locked;   ///< from the first lock on
        std::atomic<quint64> committed{0}, failed{0}, conflicts{0}, lost{0}, slow{0};
    };

    WriteTransactions(const MysqlAddress &address, const Options &options);

    /// Called with the keys of products that a commit may change, before it is sent, and once it is known how it ended,
    /// before anybody is told. Set before the first transaction.
    std::function<void(const QSet<QByteArray> &)> onCommitting = [](const QSet<QByteArray> &) {}, onCommitted = onCommitting;

    /// What the body gave in the transaction that was committed. The body may run several times. Errors of
    /// MysqlConnection; DeadlineExceeded, Overloaded when others were always there first.
    template <typename T>
    Result<T> run(const QString &what, const std::function<T(WriteTransaction &)> &body)
    {
        std::optional<T> fresh, doubtful;
        bool doubtfulHolds = false;
        const Status done = runUntilDone(
            what, [&](WriteTransaction &transaction) { fresh = body(transaction); },
            [&] { doubtful = fresh; }, doubtfulHolds);
        if (!done)
            return done.error();
        return doubtfulHolds ? *std::move(doubtful) : *std::move(fresh);
    }

    const Figures &figures() const { return m_figures; }
    ConnectionPool &connections() { return m_pool; }

private:
    class Changing;
    using Body = std::function<void(WriteTransaction &)>;
    Status runUntilDone(const QString &what, const Body &body, const std::function<void()> &keep, bool &keptHolds);
    void runOnce(const QString &what, const Body &body, quint64 token, Clock::Steady deadline, bool isInDoubt,
                 bool &wasCommitting, bool &keptHolds);
    void measure(const QString &what, const WriteTransaction &transaction, Clock::Steady since);

    const Options m_options;
    ConnectionPool m_pool;
    Watchdog m_watchdog;
    Figures m_figures;
};

} // namespace vitrine::storage::mysql
