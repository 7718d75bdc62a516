#include "storage/sqlite/original_index.h"

#include "base/log.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/guarded.h"
#include "storage/sqlite/statement.h"

#include <QFile>

#include <sqlite3.h>

#include <utility>

namespace vitrine::storage::sqlite {

namespace {

/// PRAGMA user_version: the format of the file, and whether its owner has called it complete.
constexpr int Format = 1, CompleteFormat = 2;

QByteArray keyOf(const ImageId &id)
{
    return QByteArray::fromHex(id.toString().toLatin1());
}

Error named(const Error &error, const QString &file)
{
    const auto say = [&](const QString &what, const QString &remedy) {
        const QString reason = error.what.section(QStringLiteral(": "), 1);
        return Error{error.code, QStringLiteral("the index of the originals %1: %2").arg(what, reason), file, remedy};
    };
    switch (error.code) {
    case ErrorCode::StorageFull:
        return say(QStringLiteral("has no space left"), QStringLiteral("Free space on this file system, or raise the quota, and try again"));
    case ErrorCode::PermissionDenied:
        return say(QStringLiteral("cannot be written"), QStringLiteral("Give this user the right to write the folder and the files in it"));
    case ErrorCode::Corrupt:
        return say(QStringLiteral("is damaged"), QStringLiteral("`vitrined doctor --repair` makes it again from the originals"));
    default:
        return say(QStringLiteral("failed"), QStringLiteral("Check the disk that holds the originals: it may be full or failing"));
    }
}

void removeFiles(const QString &file)
{
    for (const char *suffix : {"", "-wal", "-shm"})
        QFile::remove(file + QLatin1String(suffix));
}

Result<std::unique_ptr<Connection>> connectTo(const QString &file)
{
    auto connection = Connection::open(file, Connection::Kind::Cards);
    if (!connection)
        return connection;
    sqlite3 *handle = (*connection)->handle();
    return guarded([&]() -> Result<std::unique_ptr<Connection>> {
        // An acknowledged row is on disk, and the log comes back into the file by itself.
        execute(handle, "PRAGMA synchronous=FULL");
        execute(handle, "PRAGMA wal_autocheckpoint=1000");
        return std::move(connection);
    });
}

} // namespace

struct OriginalIndex::Parts
{
    explicit Parts(std::unique_ptr<Connection> reading, std::unique_ptr<Connection> writing)
        : reader(std::move(reading)), writer(std::move(writing))
    {
    }

    std::unique_ptr<Connection> reader, writer;
    Statement select{reader->handle(), "SELECT description FROM original WHERE id = ?"};
    Statement next{reader->handle(), "SELECT id FROM original WHERE id > ? ORDER BY id LIMIT ?"};
    Statement version{reader->handle(), "PRAGMA user_version"};
    Statement replace{writer->handle(), "INSERT OR REPLACE INTO original VALUES (?, ?)"};
    Statement insert{writer->handle(), "INSERT OR IGNORE INTO original VALUES (?, ?)"};
    Statement erase{writer->handle(), "DELETE FROM original WHERE id = ?"};
};

OriginalIndex::OriginalIndex() = default;
OriginalIndex::~OriginalIndex() = default;

Result<std::unique_ptr<OriginalIndex>> OriginalIndex::open(const QString &file)
{
    auto index = openOnce(file);
    if (!index && index.error().code == ErrorCode::Corrupt) {
        qCWarning(log::storage).noquote() << "making the index of the originals anew:" << index.error().toString();
        removeFiles(file);
        index = openOnce(file);
    }
    if (!index)
        return named(index.error(), file);
    return index;
}

Result<std::unique_ptr<OriginalIndex>> OriginalIndex::openOnce(const QString &file)
{
    auto writer = connectTo(file);
    if (!writer)
        return writer.error();
    const Status prepared = guarded([&]() -> Status {
        sqlite3 *handle = (*writer)->handle();
        Statement version(handle, "PRAGMA user_version");
        const qint64 found = version.step() ? version.integer(0) : 0;
        version.reset();
        if (found > CompleteFormat)
            return Error{ErrorCode::Corrupt, QStringLiteral("unknown format: %1").arg(found), file, {}};
        if (found == 0) {
            // Two processes may both be the first.
            execute(handle, "BEGIN IMMEDIATE");
            execute(handle, "CREATE TABLE IF NOT EXISTS original (id BLOB PRIMARY KEY, description TEXT NOT NULL) WITHOUT ROWID");
            execute(handle, QByteArray("PRAGMA user_version=" + QByteArray::number(Format)).constData());
            execute(handle, "COMMIT");
        }
        return Done{};
    });
    if (!prepared)
        return prepared.error();
    auto reader = connectTo(file);
    if (!reader)
        return reader.error();
    std::unique_ptr<OriginalIndex> index(new OriginalIndex);
    index->m_file = file;
    index->m_parts = std::make_unique<Parts>(*std::move(reader), *std::move(writer));
    return index;
}

Error OriginalIndex::gone() const
{
    return {ErrorCode::Io, QStringLiteral("the index of the originals could not be opened again"), m_file, {}};
}

template <typename Work>
auto OriginalIndex::reading(Work work) -> decltype(work())
{
    std::lock_guard lock(m_readMutex);
    if (!m_parts)
        return gone();
    auto result = guarded(work);
    return result ? std::move(result) : decltype(result)(named(result.error(), m_file));
}

template <typename Work>
Status OriginalIndex::writing(Work work)
{
    std::lock_guard lock(m_writeMutex);
    if (!m_parts)
        return gone();
    sqlite3 *handle = m_parts->writer->handle();
    const Status written = guarded([&]() -> Status {
        execute(handle, "BEGIN IMMEDIATE");
        work();
        execute(handle, "COMMIT");
        return Done{};
    });
    if (written)
        return written;
    if (sqlite3_get_autocommit(handle) == 0)
        sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
    return named(written.error(), m_file);
}

Result<std::optional<QByteArray>> OriginalIndex::find(const ImageId &id)
{
    return reading([&]() -> Result<std::optional<QByteArray>> {
        Statement &select = m_parts->select;
        const ResetAtEnd reset(select);
        const QByteArray key = keyOf(id);
        if (!select.bindBlob(1, key).step())
            return std::optional<QByteArray>();
        return std::optional(select.bytes(0));
    });
}

Status OriginalIndex::put(const Row &row)
{
    Waiting mine{&row};
    std::unique_lock lock(m_queueMutex);
    m_queue.push_back(&mine);
    while (!mine.done) {
        if (m_busy) {
            m_written.wait(lock);
            continue;
        }
        m_busy = true;
        const std::vector<Waiting *> batch = std::exchange(m_queue, {});
        lock.unlock();
        const Status written = writing([&] {
            for (const Waiting *each : batch) {
                const QByteArray key = keyOf(each->row->id);
                const ResetAtEnd reset(m_parts->replace);
                m_parts->replace.bindBlob(1, key).bindUtf8(2, each->row->description).step();
            }
        });
        lock.lock();
        for (Waiting *each : batch)
            each->done = written;
        m_busy = false;
        m_written.notify_all();
    }
    return *mine.done;
}

Status OriginalIndex::add(const QVector<Row> &rows)
{
    return writing([&] {
        for (const Row &row : rows) {
            const QByteArray key = keyOf(row.id);
            const ResetAtEnd reset(m_parts->insert);
            m_parts->insert.bindBlob(1, key).bindUtf8(2, row.description).step();
        }
    });
}

Status OriginalIndex::remove(const ImageId &id)
{
    return writing([&] {
        const QByteArray key = keyOf(id);
        const ResetAtEnd reset(m_parts->erase);
        m_parts->erase.bindBlob(1, key).step();
    });
}

Result<QVector<ImageId>> OriginalIndex::idsAfter(const ImageId &after, int limit)
{
    return reading([&]() -> Result<QVector<ImageId>> {
        Statement &next = m_parts->next;
        const ResetAtEnd reset(next);
        const QByteArray key = keyOf(after);
        next.bindBlob(1, key).bind(2, limit);
        QVector<ImageId> ids;
        while (next.step())
            ids.append(ImageId(QString::fromLatin1(next.bytes(0).toHex())));
        return ids;
    });
}

Result<bool> OriginalIndex::isComplete()
{
    return reading([&]() -> Result<bool> {
        const ResetAtEnd reset(m_parts->version);
        return m_parts->version.step() && m_parts->version.integer(0) == CompleteFormat;
    });
}

Status OriginalIndex::setComplete()
{
    return writing([&] {
        execute(m_parts->writer->handle(), QByteArray("PRAGMA user_version=" + QByteArray::number(CompleteFormat)).constData());
    });
}

Status OriginalIndex::checkFile()
{
    return reading([&]() -> Status {
        Statement check(m_parts->reader->handle(), "PRAGMA quick_check(1)");
        const QString found = check.step() ? check.text(0) : QString();
        check.reset();
        if (found != u"ok")
            return Error{ErrorCode::Corrupt, QStringLiteral("quick_check: %1").arg(found), m_file, {}};
        return Done{};
    });
}

Status OriginalIndex::clear()
{
    const std::scoped_lock lock(m_readMutex, m_writeMutex);
    m_parts.reset();
    removeFiles(m_file);
    auto fresh = openOnce(m_file);
    if (!fresh)
        return named(fresh.error(), m_file);
    m_parts = std::move((*fresh)->m_parts);
    return Done{};
}

} // namespace vitrine::storage::sqlite
