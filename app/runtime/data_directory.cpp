#include "app/runtime/data_directory.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTemporaryFile>

#include <cerrno>
#include <cstring>

#include <sys/stat.h>

namespace vitrine::app {

DataDirectory::DataDirectory(QString path) : m_path(std::move(path)), m_lock(m_path + QStringLiteral("/vitrine.lock"))
{
    m_lock.setStaleLockTime(0); // only a dead owner makes a lock stale, not its age
}

QString DataDirectory::defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/vitrine");
}

Result<std::unique_ptr<DataDirectory>> DataDirectory::acquire(const QString &path)
{
    const QString absolute = QDir::cleanPath(QDir(path).absolutePath());
    const QFileInfo before(absolute);
    if (before.exists() && !before.isDir())
        return Error{ErrorCode::InvalidArgument, QStringLiteral("the data directory is a file"), absolute,
                     QStringLiteral("Name a folder with --data DIR")};
    if (!before.exists()) {
        errno = 0;
        const QString parent = QFileInfo(absolute).path();
        if (!QDir().mkpath(parent) || ::mkdir(QFile::encodeName(absolute).constData(), 0700) != 0) {
            const int reason = errno;
            return Error{reason == ENOSPC ? ErrorCode::StorageFull : ErrorCode::PermissionDenied,
                         QStringLiteral("cannot create the data directory: %1").arg(QString::fromLocal8Bit(std::strerror(reason))), absolute,
                         QStringLiteral("Choose another folder with --data DIR, or make its parent writable")};
        }
    }

    std::unique_ptr<DataDirectory> directory(new DataDirectory(absolute));
    if (directory->m_lock.tryLock(0))
        return directory;

    if (directory->m_lock.error() == QLockFile::LockFailedError) {
        qint64 pid = 0;
        QString host, program;
        directory->m_lock.getLockInfo(&pid, &host, &program);
        return Error{ErrorCode::Conflict,
                     QStringLiteral("the data directory is in use by process %1 (%2)").arg(pid).arg(program.isEmpty() ? QStringLiteral("unknown") : program), absolute,
                     QStringLiteral("Stop that process, talk to it over HTTP, or use another --data DIR")};
    }
    QTemporaryFile probe(absolute + QStringLiteral("/.probe-XXXXXX"));
    if (probe.open())
        return Error{ErrorCode::Io, QStringLiteral("cannot lock the data directory"), absolute,
                     QStringLiteral("Its file system must support lock files")};
    return Error{ErrorCode::PermissionDenied, QStringLiteral("the data directory cannot be written: %1").arg(probe.errorString()), absolute,
                 QStringLiteral("Make it writable for this user, free space on its disk, or choose another with --data DIR")};
}

} // namespace vitrine::app
