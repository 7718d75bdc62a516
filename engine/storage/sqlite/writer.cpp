#include "storage/sqlite/writer.h"

#include "base/log.h"
#include "storage/sqlite/guarded.h"
#include "storage/sqlite/schema.h"
#include "storage/sqlite/search_port.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>

#include <unistd.h>

namespace vitrine::storage::sqlite {

namespace {

constexpr size_t MaxGroup = 256;
constexpr int BigLogPages = 65'536; ///< 256 MiB

} // namespace

Result<std::unique_ptr<Writer>> Writer::start(SharedState &state, const WriterOptions &options)
{
    std::unique_ptr<Writer> writer(new Writer(state, options));
    std::promise<Status> started;
    auto result = started.get_future();
    writer->m_thread = std::thread(&Writer::loop, writer.get(), std::move(started));
    if (auto status = result.get(); !status)
        return status.error();
    return writer;
}

Writer::~Writer()
{
    {
        std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

Status Writer::run(Work work)
{
    std::future<Status> answer;
    {
        std::lock_guard lock(m_mutex);
        if (m_stop || m_queue.size() >= m_options.queueLimit)
            return Error{ErrorCode::Overloaded,
                         QStringLiteral("too many changes are waiting to be written"),
                         {},
                         QStringLiteral("Try again in a moment")};
        m_queue.push_back({std::move(work), {}});
        answer = m_queue.back().answer.get_future();
    }
    m_wake.notify_one();
    return answer.get();
}

void Writer::loop(std::promise<Status> started)
{
    const Status opened = open();
    if (!opened)
        close();
    started.set_value(opened);
    if (!opened)
        return;
    for (;;) {
        std::vector<Request> group;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stop || !m_queue.empty(); });
            if (m_queue.empty())
                break;
            while (!m_queue.empty() && group.size() < MaxGroup) {
                group.push_back(std::move(m_queue.front()));
                m_queue.pop_front();
            }
        }
        runGroup(group);
        for (Request &request : group)
            request.answer.set_value(request.status);
    }
    close();
}

Status Writer::open()
{
    auto connection = Connection::open(m_state.truthFile(), Connection::Kind::Truth);
    if (!connection)
        return connection.error();
    m_connection = *std::move(connection);
    return guarded([this]() -> Status {
        sqlite3 *truth = m_connection->handle();
        prepareTruth(truth);
        if (m_options.maxBytes > 0)
            execute(truth,
                    qPrintable(QStringLiteral("PRAGMA max_page_count=%1").arg(m_options.maxBytes / 4'096)));
        m_begin = std::make_unique<Statement>(truth, "BEGIN IMMEDIATE");
        m_savepoint = std::make_unique<Statement>(truth, "SAVEPOINT request");
        m_rollback = std::make_unique<Statement>(truth, "ROLLBACK TO request");
        m_release = std::make_unique<Statement>(truth, "RELEASE request");
        m_commit = std::make_unique<Statement>(truth, "COMMIT");
        const auto noteLog = [](void *self, sqlite3 *, const char *, int pages) {
            static_cast<Writer *>(self)->m_logPages = pages;
            return SQLITE_OK;
        };
        sqlite3_wal_hook(truth, noteLog, this);
        const auto noteStatement = [](unsigned, void *self, void *, void *sql) {
            static_cast<Writer *>(self)->m_statements.add(static_cast<const char *>(sql));
            return 0;
        };
        sqlite3_trace_v2(truth, SQLITE_TRACE_STMT, noteStatement, this);
        m_truth = std::make_unique<TruthWriter>(truth, m_state.dictionary, m_state.families);
        m_state.focalPoints.apply(m_truth->reader().focalPoints());
        auto cards = CardStore::open(m_state);
        if (!cards)
            return cards.error();
        m_cards = *std::move(cards);
        Statement trimmed(truth, "SELECT seq FROM trimmed");
        const qint64 trimmedTo = trimmed.step() ? trimmed.integer(0) : 0;
        trimmed.reset();
        if (auto recovered = m_cards->recover(truth, m_truth->reader(), trimmedTo); !recovered)
            return recovered;
        tellNumbers();
        return Done{};
    });
}

void Writer::close()
{
    if (m_cards && m_connection && m_truth) {
        const Status sealed = guarded([this]() -> Status {
            sqlite3 *truth = m_connection->handle();
            Statement newest(truth, "SELECT max(seq) FROM change");
            const bool any = newest.step() && !newest.isNull(0);
            const qint64 last = newest.integer(0);
            newest.reset();
            if (!any)
                return Done{};
            // The cards first: the log may only lose what they are known to hold.
            if (auto status = m_cards->seal(last); !status)
                return status;
            Statement trimmed(truth, "SELECT seq FROM trimmed");
            const qint64 trimTo = saveIndex(m_state, trimmed.step() ? trimmed.integer(0) : 0, last);
            trimmed.reset();
            execute(truth, "BEGIN IMMEDIATE");
            Statement keep(truth, "UPDATE trimmed SET seq = ?");
            keep.bind(1, trimTo).run();
            Statement trim(truth, "DELETE FROM change WHERE seq <= ?");
            trim.bind(1, trimTo).run();
            execute(truth, "COMMIT");
            return Done{};
        });
        if (!sealed)
            qCWarning(log::storage) << "closing the catalog:" << sealed.error().toString();
    }
    m_cards.reset();
    m_truth.reset();
    for (auto *statement : {&m_begin, &m_savepoint, &m_rollback, &m_release, &m_commit})
        statement->reset();
    if (m_connection)
        sqlite3_wal_checkpoint_v2(m_connection->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                                  nullptr);
    m_connection.reset();
}

void Writer::runOne(Request &request)
{
    sqlite3 *truth = m_connection->handle();
    const int before = sqlite3_total_changes(truth);
    const size_t touched = m_truth->touchedCount();
    m_savepoint->run();
    request.status = guarded([&]() -> Status {
        request.work(*m_truth);
        m_state.dictionary.save(truth);
        return Done{};
    });
    if (sqlite3_get_autocommit(truth))
        throw SqliteFailure{request.status.ok() ? toError(truth, SQLITE_ABORT) : request.status.error()};
    if (!request.status) {
        m_rollback->run();
        if (sqlite3_total_changes(truth) != before)
            m_truth->reload(touched);
    }
    m_release->run();
}

void Writer::abandon(std::vector<Request> &group, const Error &error)
{
    sqlite3 *truth = m_connection->handle();
    if (!sqlite3_get_autocommit(truth))
        sqlite3_exec(truth, "ROLLBACK", nullptr, nullptr, nullptr);
    const Status reloaded = guarded([this]() -> Status {
        m_truth->reload(0);
        return Done{};
    });
    if (!reloaded)
        qCCritical(log::storage) << "after a failed write:" << reloaded.error().toString();
    for (Request &request : group) {
        if (request.status.ok())
            request.status = error;
    }
}

void Writer::measure(size_t changes, std::chrono::steady_clock::time_point since, bool isCommitted)
{
    const auto duration = std::chrono::steady_clock::now() - since;
    WriteFigures &figures = m_state.writes;
    figures.duration.record(duration);
    figures.locked.record(m_locked);
    ++(isCommitted ? figures.committed : figures.failed);
    figures.changes += changes;
    if (duration < m_options.slow)
        return;
    ++figures.slow;
    const auto ms = [](auto time) { return std::chrono::duration_cast<std::chrono::milliseconds>(time).count(); };
    qCWarning(log::storage).noquote() << "a slow transaction took" << ms(duration) << "ms for" << changes
                                      << (changes == 1 ? "change," : "changes,") << "of which readers waited for" << ms(m_locked)
                                      << "ms:" << m_statements.told();
}

void Writer::runGroup(std::vector<Request> &group)
{
    const auto since = std::chrono::steady_clock::now();
    m_statements.clear();
    m_locked = {};
    const Status written = guarded([&]() -> Status {
        m_begin->run();
        for (Request &request : group)
            runOne(request);
        return commit();
    });
    if (!written)
        abandon(group, written.error());
    measure(group.size(), since, written.ok());
}

Status Writer::commit()
{
    std::vector<Touched> touched = m_truth->takeTouched();
    std::vector<catalog::IndexEntry> entries;
    entries.reserve(touched.size());
    SortChanges sorts;
    std::vector<catalog::FocalPoints::Change> focus;
    for (Touched &each : touched) {
        entries.push_back(std::move(each.index));
        sorts.key |= each.sorts.key;
        sorts.name |= each.sorts.name;
        focus.insert(focus.end(), each.focus.begin(), each.focus.end());
    }
    std::erase_if(touched, [](const Touched &each) { return each.indexOnly; });
    {
        CommitGate::Committing gate(m_state.gate);
        const auto since = std::chrono::steady_clock::now();
        for (const Touched &each : touched)
            m_state.dirty.insert(each.key);
        try {
            m_commit->run();
        } catch (...) {
            for (const Touched &each : touched)
                m_state.dirty.remove(each.key);
            throw;
        }
        m_state.index.apply(entries, sorts, m_state.dictionary);
        if (!focus.empty())
            m_state.focalPoints.apply(focus);
        for (const quint32 option : m_truth->takeRelabelled())
            m_state.index.relabelBrand(option, m_state.dictionary);
        tellNumbers();
        m_state.truthCommits.fetch_add(1); // whoever has seen this commit finds every older snapshot outdated
        m_locked = std::chrono::steady_clock::now() - since;
    }
    // On disk before any card: a card may never be ahead of the truth, whatever fails.
    const Status synced = sync();
    if (const Status cards = m_cards->write(std::move(touched)); !cards)
        qCWarning(log::storage) << "cards are assembled by their readers until they can be written:"
                                << cards.error().toString();
    m_cards->checkpointIfBig();
    if (m_logPages > BigLogPages)
        sqlite3_wal_checkpoint_v2(m_connection->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                                  nullptr);
    return synced;
}

void Writer::tellNumbers()
{
    const auto numbers = m_truth->numbers();
    m_state.productCount.store(numbers.count());
    m_state.products.set(numbers);
}

Status Writer::sync()
{
    if (!m_log.isOpen()) {
        m_log.setFileName(m_state.truthFile() + QStringLiteral("-wal"));
        if (!m_log.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
            return Error{ErrorCode::Io,
                         QStringLiteral("the catalog's log cannot be opened: %1").arg(m_log.errorString()),
                         m_log.fileName(),
                         {}};
    }
    if (::fdatasync(m_log.handle()) != 0)
        return Error{errno == ENOSPC ? ErrorCode::StorageFull : ErrorCode::Io,
                     QStringLiteral("the catalog could not be brought to disk: %1")
                         .arg(QString::fromLocal8Bit(std::strerror(errno))),
                     m_log.fileName(), QStringLiteral("Check the disk")};
    return Done{};
}

} // namespace vitrine::storage::sqlite
