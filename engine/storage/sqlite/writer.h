#pragma once

#include "storage/sqlite/card_store.h"
#include "storage/sqlite/statement.h"

#include <QFile>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <thread>

namespace vitrine::storage::sqlite {

struct WriterOptions
{
    qint64 maxBytes = 0; ///< catalog.db may not grow beyond this; 0: as far as the disk goes
    std::chrono::milliseconds slow{500}; ///< from which on a transaction is logged with its statements
    size_t queueLimit = 1'024;
};

/// The one thread that writes: takes all requests that are waiting, runs each in a savepoint of one
/// transaction, commits them together behind the gate, syncs, writes the cards and answers. Thread-safe.
class Writer
{
public:
    using Work = std::function<void(TruthWriter &)>;

    /// Opens or creates the files and brings the cards up to date.
    static Result<std::unique_ptr<Writer>> start(SharedState &state, const WriterOptions &options);
    /// Finishes what was accepted, then seals the cards and empties the logs.
    ~Writer();

    /// Runs the work on the writer's thread; returns once it is durable and visible, or what it threw.
    /// Overloaded.
    Status run(Work work);

private:
    struct Request
    {
        Work work;
        std::promise<Status> answer;
        Status status = Done{};
    };

    Writer(SharedState &state, const WriterOptions &options) : m_state(state), m_options(options) {}
    void loop(std::promise<Status> started);
    Status open();
    void close();
    void runGroup(std::vector<Request> &group);
    void runOne(Request &request);
    Status commit();
    void tellNumbers();
    Status sync();
    void abandon(std::vector<Request> &group, const Error &error);
    void measure(size_t changes, std::chrono::steady_clock::time_point since, bool isCommitted);

    SharedState &m_state;
    const WriterOptions m_options;

    // By the writer's thread.
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<Statement> m_begin, m_savepoint, m_rollback, m_release, m_commit; ///< of m_connection
    StatementCounts m_statements; ///< of the transaction that runs
    std::chrono::nanoseconds m_locked{}; ///< by it
    int m_logPages = 0; ///< of the truth's log, since it was begun anew
    std::unique_ptr<TruthWriter> m_truth;
    std::unique_ptr<CardStore> m_cards;
    QFile m_log;

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Request> m_queue; // by m_mutex
    bool m_stop = false;         // by m_mutex
    std::thread m_thread;
};

} // namespace vitrine::storage::sqlite
