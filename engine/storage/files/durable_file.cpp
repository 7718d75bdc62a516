#include "storage/files/durable_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace vitrine::storage {

namespace {

const QString Suffix = QStringLiteral(".part");

} // namespace

Error fileError(const QString &what, const QString &path, int reason)
{
    Error error{ErrorCode::Io, QStringLiteral("%1: %2").arg(what, qt_error_string(reason)), path, {}};
    if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG) {
        error.code = ErrorCode::StorageFull;
        error.remedy = QStringLiteral("Free space on this file system, or raise the quota, and try again");
    } else if (reason == EROFS || reason == EACCES || reason == EPERM) {
        error.code = ErrorCode::PermissionDenied;
        error.remedy = QStringLiteral("Give this user the right to write there, or name another folder");
    }
    return error;
}

Status syncFolder(const QString &path)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return fileError(QStringLiteral("cannot open the folder"), path, errno);
    const int failed = fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    // Some file systems have nothing to sync in a folder and say so.
    if (failed != 0 && failed != EINVAL)
        return fileError(QStringLiteral("cannot sync the folder"), path, failed);
    return Done{};
}

Status makeDurableFolder(const QString &path)
{
    const QString parent = QFileInfo(path).path();
    const QByteArray encoded = QFile::encodeName(path);
    int reason = ::mkdir(encoded.constData(), 0777) == 0 ? 0 : errno;
    if (reason == ENOENT && parent != path) {
        const Status made = makeDurableFolder(parent);
        if (!made)
            return made;
        reason = ::mkdir(encoded.constData(), 0777) == 0 ? 0 : errno;
    }
    if (reason != 0 && !(reason == EEXIST && QFileInfo(path).isDir()))
        return fileError(QStringLiteral("cannot make the folder"), path, reason);
    // Also where it was there: another thread may have made it just now and not synced its name yet.
    return syncFolder(parent);
}

Result<DurableFile> DurableFile::create(const QString &folder)
{
    for (;;) {
        const QString path =
            folder + QLatin1Char('/') + QUuid::createUuid().toString(QUuid::WithoutBraces) + Suffix;
        const QByteArray encoded = QFile::encodeName(path);
        const int descriptor = ::open(encoded.constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (descriptor < 0)
            return fileError(QStringLiteral("cannot write into the folder"), folder, errno);
        DurableFile file(descriptor, encoded);
        struct stat state
        {
        };
        // Whoever cleans up may have taken the file between its creation and this lock: then another is made.
        if (flock(descriptor, LOCK_EX) == 0 && fstat(descriptor, &state) == 0 && state.st_nlink > 0)
            return file;
    }
}

DurableFile::DurableFile(DurableFile &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)), m_path(std::exchange(other.m_path, {}))
{
}

DurableFile::~DurableFile()
{
    if (!m_path.isEmpty())
        ::unlink(m_path.constData());
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Status DurableFile::write(const char *data, qint64 size)
{
    for (qint64 done = 0; done < size;) {
        const ssize_t written = ::write(m_descriptor, data + done, static_cast<size_t>(size - done));
        if (written < 0 && errno != EINTR)
            return fileError(QStringLiteral("cannot write"), QFile::decodeName(m_path), errno);
        done += std::max<ssize_t>(written, 0);
    }
    return Done{};
}

Status DurableFile::commit(const QString &path)
{
    if (fsync(m_descriptor) != 0)
        return fileError(QStringLiteral("cannot bring to disk"), path, errno);
    if (::rename(m_path.constData(), QFile::encodeName(path).constData()) != 0)
        return fileError(QStringLiteral("cannot name the file"), path, errno);
    m_path.clear();
    return Done{};
}

void DurableFile::removeAbandoned(const QString &folder)
{
    const QStringList names = QDir(folder).entryList({QLatin1Char('*') + Suffix}, QDir::Files);
    for (const QString &name : names) {
        const QByteArray path = QFile::encodeName(folder + QLatin1Char('/') + name);
        const int descriptor = ::open(path.constData(), O_RDONLY | O_CLOEXEC);
        if (descriptor < 0)
            continue;
        if (flock(descriptor, LOCK_EX | LOCK_NB) == 0)
            ::unlink(path.constData());
        ::close(descriptor);
    }
}

} // namespace vitrine::storage
