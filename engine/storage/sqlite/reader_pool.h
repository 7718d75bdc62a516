#pragma once

#include "storage/sqlite/card_file.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/housekeeping_thread.h"
#include "storage/sqlite/shared_state.h"
#include "storage/sqlite/truth_reader.h"

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace vitrine::storage::sqlite {

/// One reader's connections to the truth and to every card file, with their prepared statements. Whoever
/// holds its mutex may use it. Opened and closed on the housekeeping thread.
class Reader
{
public:
    static Result<std::unique_ptr<Reader>> open(SharedState &state);

    /// The stored card, or nothing. Sees every card whose writing was finished before the call.
    std::optional<catalog::Card> card(const CardPlace &place, const QByteArray &key);
    /// Cards of one file whose key is no product's: row and key.
    std::vector<std::pair<qint64, QByteArray>> cardsWithoutProduct(int file);
    void removeCard(int file, qint64 row, const QByteArray &key);
    /// Ends transactions that were left open, so that a checkpoint can pass; cheap when there are none.
    void release();

    /// Calls f(truth) in one snapshot of the truth that sees every commit that was finished before the call.
    template <typename F>
    auto snapshot(F &&f)
    {
        begin();
        return f(m_truth);
    }
    /// What follows reads in such a snapshot. Its transaction stays open from call to call until something was committed,
    /// since beginning one costs a third of reading a product.
    void begin();
    sqlite3 *truthHandle() const { return m_truthConnection->handle(); }
    /// A statement of a planner on the truth, prepared at its first use and kept. Throws SqliteFailure.
    sqlite3_stmt *planStatement(const QByteArray &sql);

    std::mutex mutex;

private:
    struct CardConnection
    {
        std::unique_ptr<Connection> connection;
        CardFileReader reader;
        quint64 seen = 0; ///< the value of SharedState::cardCommits that its transaction covers
    };
    Reader(SharedState &state, std::unique_ptr<Connection> truth);
    void endTruth();
    struct Finalize
    {
        void operator()(sqlite3_stmt *statement) const;
    };

    SharedState &m_state;
    std::unique_ptr<Connection> m_truthConnection;
    TruthReader m_truth;
    Statement m_begin, m_firstRead;
    quint64 m_seen = 0; ///< the value of SharedState::truthCommits that its transaction covers
    std::unordered_map<QByteArray, std::unique_ptr<sqlite3_stmt, Finalize>> m_planStatements;
    std::array<std::unique_ptr<CardConnection>, CardFiles> m_cards;
};

/// The readers: as many as there have been threads reading at once, at most MaxReaders. Thread-safe.
class ReaderPool
{
public:
    static constexpr size_t MaxReaders = 32;

    ReaderPool(SharedState &state, HousekeepingThread &thread) : m_state(state), m_thread(thread) {}
    ~ReaderPool();

    /// A reader that is the caller's until the lease ends. Waits when all are taken. Fails when no file can
    /// be opened.
    class Lease
    {
    public:
        Reader *operator->() const { return m_reader; }
        Reader &operator*() const { return *m_reader; }

    private:
        friend class ReaderPool;
        Lease(Reader &reader, std::unique_lock<std::mutex> lock) : m_reader(&reader), m_lock(std::move(lock))
        {
        }
        Reader *m_reader;
        std::unique_lock<std::mutex> m_lock;
    };
    Result<Lease> lease();

    /// Releases the open card transactions of every reader that is not in use.
    void releaseIdle();

private:
    Status grow(size_t seen);

    SharedState &m_state;
    HousekeepingThread &m_thread;
    std::mutex m_growMutex;
    std::array<std::unique_ptr<Reader>, MaxReaders> m_readers; // [0, m_count) never change
    std::atomic<size_t> m_count{0};
};

} // namespace vitrine::storage::sqlite
