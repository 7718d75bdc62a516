#include "storage/mysql/write_transaction.h"

#include "base/log.h"

#include <QRandomGenerator>

#include <algorithm>
#include <thread>

namespace vitrine::storage::mysql {

namespace {

constexpr qsizetype RoundTripBytes = 1 << 20;
constexpr qsizetype ToldStatements = 40, ToldLength = 160;
constexpr std::chrono::milliseconds FirstPause{4}, LongestPause{400};

using std::chrono::steady_clock;

WriteFailure::Kind kindOf(const MysqlConnection &connection)
{
    switch (connection.failureNumber()) {
    case 1205: // waited too long for a lock
    case 1213: // chosen in a deadlock, or refused by the other nodes of a cluster
    case 1062: // two created the same
    case 1020: // changed since it was read
        return WriteFailure::Kind::Again;
    default:
        return connection.isGone() ? WriteFailure::Kind::Lost : WriteFailure::Kind::Final;
    }
}

/// Nobody to connect to, or no room: a server that starts again, or others that finish, change that.
bool mayComeBack(const Error &error)
{
    return error.code == ErrorCode::Io || error.code == ErrorCode::Overloaded;
}

Error outOfTime(const QString &what, const Error &last)
{
    Error error = last;
    error.what = QStringLiteral("%1 could not be written in time: %2").arg(what, last.what);
    if (error.remedy.isEmpty())
        error.remedy = QStringLiteral("Try again later");
    return error;
}

} // namespace

void WriteTransaction::fail(const Error &error)
{
    m_connection.markBroken();
    throw WriteFailure{error, kindOf(m_connection)};
}

void WriteTransaction::sendPart(const QByteArrayList &part, std::vector<Answer> &answers)
{
    for (const QByteArray &statement : part) {
        if (m_story.size() < ToldStatements)
            m_story.append(QString::fromUtf8(statement.left(ToldLength)));
    }
    if (const Status sent = m_connection.send(part.join(';')); !sent)
        fail(sent.error());
    for (qsizetype i = 0; i < part.size(); ++i) {
        auto rows = m_connection.receive();
        if (!rows)
            fail(rows.error());
        answers.push_back({*std::move(rows), m_connection.affectedRows()});
    }
}

std::vector<WriteTransaction::Answer> WriteTransaction::ask(const QByteArrayList &statements)
{
    std::vector<Answer> answers;
    QByteArrayList part;
    qsizetype bytes = 0;
    for (const QByteArray &statement : statements) {
        if (!part.isEmpty() && bytes + statement.size() > RoundTripBytes) {
            sendPart(part, answers);
            part.clear();
            bytes = 0;
        }
        part.append(statement);
        bytes += statement.size();
    }
    if (!part.isEmpty())
        sendPart(part, answers);
    return answers;
}

std::vector<WriteTransaction::Answer> WriteTransaction::write(const QByteArrayList &statements)
{
    if (!m_lockedSince)
        m_lockedSince = steady_clock::now();
    return ask(statements);
}

void WriteTransaction::defer(QByteArrayList statements)
{
    m_deferred += std::move(statements);
}

void WriteTransaction::flush()
{
    if (!m_deferred.isEmpty())
        write(std::exchange(m_deferred, {}));
}

void WriteTransaction::commit()
{
    flush();
    // By itself: only what is lost from here on may have been committed.
    m_isCommitting = m_lockedSince.has_value();
    ask(QByteArray("COMMIT"));
    m_isCommitting = false;
}

/// What one write, with all its tries, may have changed.
class WriteTransactions::Changing
{
public:
    explicit Changing(const WriteTransactions &tell) : m_tell(tell) {}
    ~Changing() { m_tell.onCommitted(m_keys); }
    Q_DISABLE_COPY_MOVE(Changing)

    void add(QSet<QByteArray> keys)
    {
        m_tell.onCommitting(keys.subtract(m_keys));
        m_keys.unite(keys);
    }

private:
    const WriteTransactions &m_tell;
    QSet<QByteArray> m_keys;
};

WriteTransactions::WriteTransactions(const MysqlAddress &address, const Options &options)
    : m_options(options), m_pool(address, options.connections, options.deadline, Access::Write)
{
}

void WriteTransactions::measure(const QString &what, const WriteTransaction &transaction, Clock::Steady since)
{
    const auto now = steady_clock::now();
    m_figures.duration.record(now - since);
    if (transaction.m_lockedSince)
        m_figures.locked.record(now - *transaction.m_lockedSince);
    if (now - since < m_options.slow)
        return;
    ++m_figures.slow;
    const auto ms = [](auto time) { return std::chrono::duration_cast<std::chrono::milliseconds>(time).count(); };
    qCWarning(log::catalog).noquote() << "a slow transaction," << what << "took" << ms(now - since) << "ms, of which it locked for"
                                      << ms(transaction.m_lockedSince ? now - *transaction.m_lockedSince : now - now)
                                      << "ms:" << transaction.m_story.join(QStringLiteral("; "));
}

void WriteTransactions::runOnce(const QString &what, const Body &body, quint64 token, Clock::Steady deadline,
                                bool isInDoubt, bool &wasCommitting, bool &keptHolds)
{
    auto lease = m_pool.take(deadline);
    if (!lease)
        throw WriteFailure{lease.error(), mayComeBack(lease.error()) ? WriteFailure::Kind::Lost : WriteFailure::Kind::Final};
    const auto since = steady_clock::now();
    MysqlConnection &connection = *lease->connection;
    Watchdog::Watch watch(m_watchdog, deadline, {});
    watch.add(connection.socket());
    const auto giveBack = [&] {
        watch.forget(connection.socket());
        if (watch.verdict() != Watchdog::Verdict::None)
            connection.markBroken();
        m_pool.giveBack(std::move(lease->connection), lease->node);
    };
    WriteTransaction transaction(connection, token);
    const auto isInLog = [&] {
        return transaction.ask("SELECT 1 FROM change_log WHERE token = " + QByteArray::number(token) + " LIMIT 1").rows() > 0;
    };
    try {
        keptHolds = isInDoubt && isInLog();
        if (!keptHolds) {
            transaction.ask(QByteArray("START TRANSACTION"));
            try {
                body(transaction);
            } catch (...) {
                if (!isInDoubt || connection.isBroken() || !isInLog())
                    throw;
                keptHolds = true;
            }
            // A lost commit that was still under way when this began: then there was nothing left to do.
            keptHolds = keptHolds || (isInDoubt && !transaction.m_lockedSince && transaction.m_deferred.isEmpty() && isInLog());
            if (keptHolds)
                transaction.ask(QByteArray("ROLLBACK"));
            else
                transaction.commit();
        }
    } catch (...) {
        wasCommitting = transaction.m_isCommitting;
        const bool isTimeUp = watch.verdict() == Watchdog::Verdict::TimeIsUp;
        connection.markBroken(); // the server takes back what is not committed
        giveBack();
        measure(what, transaction, since);
        if (isTimeUp)
            throw WriteFailure{{ErrorCode::DeadlineExceeded, QStringLiteral("the database took longer than the deadline"),
                                m_pool.address().toString(), QStringLiteral("Look at what the database is waiting for; try again later")},
                               wasCommitting ? WriteFailure::Kind::Lost : WriteFailure::Kind::Final};
        throw;
    }
    giveBack();
    measure(what, transaction, since);
}

Status WriteTransactions::runUntilDone(const QString &what, const Body &body, const std::function<void()> &keep, bool &keptHolds)
{
    const auto deadline = steady_clock::now() + m_options.deadline;
    const quint64 token = QRandomGenerator::global()->generate64() >> 1;
    bool isInDoubt = false;
    Changing changing(*this);
    const Body bodyThenTold = [&](WriteTransaction &transaction) {
        body(transaction);
        changing.add(transaction.m_changed); // the commit comes next
    };
    for (int tried = 1;; ++tried) {
        bool wasCommitting = false;
        try {
            runOnce(what, bodyThenTold, token, deadline, isInDoubt, wasCommitting, keptHolds);
            ++m_figures.committed;
            return Done{};
        } catch (const WriteFailure &failure) {
            if (failure.kind == WriteFailure::Kind::Lost && wasCommitting) {
                keep();
                isInDoubt = true;
            }
            failure.kind == WriteFailure::Kind::Again ? ++m_figures.conflicts : m_figures.lost += failure.kind == WriteFailure::Kind::Lost;
            auto longest = std::min(FirstPause * (1 << std::min(tried, 7)), LongestPause);
            // A connection that was idle for long may just have been closed: the next is a fresh one.
            const std::chrono::milliseconds pause(failure.kind == WriteFailure::Kind::Lost && tried == 1 ? 0 : 1 + QRandomGenerator::global()->bounded(int(longest.count())));
            const bool isLast = failure.kind == WriteFailure::Kind::Final || steady_clock::now() + pause >= deadline ||
                                (failure.kind == WriteFailure::Kind::Again && tried >= m_options.tries);
            if (isLast) {
                ++m_figures.failed;
                Error error = failure.kind == WriteFailure::Kind::Final ? failure.error : outOfTime(what, failure.error);
                if (isInDoubt)
                    error.what += QStringLiteral("; whether it was written before the connection broke is not known");
                return error;
            }
            std::this_thread::sleep_for(pause);
        }
    }
}

} // namespace vitrine::storage::mysql
