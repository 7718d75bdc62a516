#include "storage/sqlite/sqlite_catalog.h"

#include "storage/sqlite/catalog_check.h"
#include "storage/sqlite/family_port.h"
#include "storage/sqlite/guarded.h"
#include "storage/sqlite/history_port.h"
#include "storage/sqlite/plan_backend.h"
#include "storage/sqlite/ports.h"
#include "storage/sqlite/search_port.h"

#include <QDir>
#include <QLockFile>

#include <sqlite3.h>

namespace vitrine::storage::sqlite {

namespace {

constexpr std::chrono::milliseconds CheckpointInterval{200};
constexpr std::chrono::seconds BusyCheckpointInterval{3};

Result<std::unique_ptr<QLockFile>> lockDirectory(const QString &dir)
{
    auto lock = std::make_unique<QLockFile>(dir + QStringLiteral("/catalog.lock"));
    lock->setStaleLockTime(0);
    if (lock->tryLock())
        return lock;
    if (lock->error() == QLockFile::PermissionError)
        return Error{
            ErrorCode::PermissionDenied, QStringLiteral("the data directory cannot be written"), dir,
            QStringLiteral("Give this user the right to write it, or choose another one with --data")};
    if (lock->error() == QLockFile::LockFailedError) {
        qint64 process = 0;
        QString host, program;
        lock->getLockInfo(&process, &host, &program);
        return Error{ErrorCode::Conflict,
                     QStringLiteral("the catalog is in use by %1 (process %2 on %3)")
                         .arg(program)
                         .arg(process)
                         .arg(host),
                     dir, QStringLiteral("End that process, or connect to it")};
    }
    return Error{ErrorCode::Io, QStringLiteral("the data directory cannot be locked"), dir,
                 QStringLiteral("Check that there is space left on its disk")};
}

} // namespace

/// In the order of their lives: the lock last to go, the index's thread first.
struct SqliteCatalog::Parts
{
    explicit Parts(const Options &options)
        : clock(options.clock ? *options.clock : systemClock),
          state(options.cardMemoryBytes),
          housekeeping(CheckpointInterval, [this] { tidy(); }),
          readers(state, housekeeping)
    {
    }

    /// On the housekeeping thread: copies the logs back, and lets readers see the files instead of the logs.
    /// Soon after a burst of changes, but seldom during one: a page that changes again and again is then
    /// copied once.
    void tidy()
    {
        const quint64 commits = state.truthCommits.load();
        const bool isBusy = std::exchange(seenCommits, commits) != commits;
        const auto now = std::chrono::steady_clock::now();
        if (commits == tidiedCommits || (isBusy && now - tidiedAt < BusyCheckpointInterval) ||
            !checkpointer.isOpen())
            return;
        readers.releaseIdle();
        checkpointer.run();
        tidiedCommits = commits;
        tidiedAt = std::chrono::steady_clock::now();
    }

    struct Checkpointer
    {
        std::vector<std::unique_ptr<Connection>> connections;
        std::atomic_bool open{false};
        bool isOpen() const { return open.load(); }
        void run()
        {
            for (const auto &connection : connections)
                sqlite3_wal_checkpoint_v2(connection->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                                          nullptr);
        }
    };

    Status openCheckpointer()
    {
        Status status = Done{};
        housekeeping.runThere([&] {
            for (int file = -1; file < CardFiles && status; ++file) {
                auto connection = file < 0 ? Connection::open(state.truthFile(), Connection::Kind::Truth)
                                           : Connection::open(state.cardFile(file), Connection::Kind::Cards);
                if (connection)
                    checkpointer.connections.push_back(*std::move(connection));
                else
                    status = connection.error();
            }
            checkpointer.open = status.ok();
        });
        return status;
    }

    ~Parts()
    {
        search.reset();
        families.reset();
        history.reset();
        writing.reset();
        housekeeping.runThere([this] {
            checkpointer.open = false;
            checkpointer.connections.clear();
        });
    }

    SystemClock systemClock;
    const Clock &clock;
    std::unique_ptr<QLockFile> lock;
    SharedState state;
    Checkpointer checkpointer;
    // By the housekeeping thread.
    quint64 seenCommits = 0, tidiedCommits = 0;
    std::chrono::steady_clock::time_point tidiedAt;
    std::unique_ptr<Writer> writer; // after the readers: emptying a log needs them gone
    HousekeepingThread housekeeping;
    ReaderPool readers;
    std::unique_ptr<ReadPorts> reading;
    std::unique_ptr<WritePort> writing;
    std::unique_ptr<HistoryPort> history;
    std::unique_ptr<FamilyPort> families;
    std::unique_ptr<SearchPort> search;
    std::unique_ptr<PlanBackend> plans;
};

SqliteCatalog::SqliteCatalog(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
SqliteCatalog::~SqliteCatalog() = default;

Result<std::unique_ptr<SqliteCatalog>> SqliteCatalog::open(const QString &dir, const Options &options)
{
    if (!QDir().mkpath(dir))
        return Error{
            ErrorCode::PermissionDenied, QStringLiteral("the data directory cannot be made"), dir,
            QStringLiteral("Choose another one with --data, or give this user the right to write there")};
    auto parts = std::make_unique<Parts>(options);
    parts->state.dir = QDir(dir).absolutePath();
    parts->state.indexSavedFrom = options.indexSavedFrom;
    auto lock = lockDirectory(parts->state.dir);
    if (!lock)
        return lock.error();
    parts->lock = *std::move(lock);
    auto writer = Writer::start(parts->state, {options.maxBytes, options.slow});
    if (!writer)
        return writer.error();
    parts->writer = *std::move(writer);
    if (auto opened = parts->openCheckpointer(); !opened)
        return opened.error();
    if (auto first = parts->readers.lease(); !first)
        return first.error();
    parts->reading = std::make_unique<ReadPorts>(parts->state, parts->readers);
    parts->writing = std::make_unique<WritePort>(*parts->writer, parts->clock);
    parts->history = std::make_unique<HistoryPort>(*parts->writer, parts->readers, parts->clock);
    parts->search = std::make_unique<SearchPort>(parts->state, parts->readers);
    parts->families = std::make_unique<FamilyPort>(parts->state, *parts->writer, parts->readers, parts->clock);
    parts->plans = std::make_unique<PlanBackend>(parts->readers);
    return std::unique_ptr<SqliteCatalog>(new SqliteCatalog(std::move(parts)));
}

Result<catalog::CheckReport> SqliteCatalog::check(const catalog::CheckOptions &options)
{
    return CatalogCheck(m_parts->state, m_parts->readers, *m_parts->writer).run(options);
}

const WriteFigures &SqliteCatalog::transactions() const
{
    return m_parts->state.writes;
}

SqliteCatalog::KeptCards SqliteCatalog::keptCards() const
{
    return {m_parts->state.cards.count(), m_parts->state.cards.sizeBytes()};
}

catalog::Catalog SqliteCatalog::ports()
{
    return {*m_parts->reading, *m_parts->reading, *m_parts->writing, *m_parts->search,
            m_parts->history.get(), m_parts->families.get(), &m_parts->state.focalPoints};
}

plan::Backend &SqliteCatalog::planBackend()
{
    return *m_parts->plans;
}

} // namespace vitrine::storage::sqlite
