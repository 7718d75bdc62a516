#pragma once

#include "base/result.h"

#include <QLockFile>
#include <QString>

#include <memory>

namespace vitrine::app {

/// The folder that holds everything of one catalog: catalog.db, originals/, variants/, vitrine.toml. One process owns it
/// at a time, by a lock file that outlives no process; copying a closed directory is a full backup.
class DataDirectory
{
public:
    /// Creates the folder on first use and takes the lock. Conflict names the process that has it; PermissionDenied for
    /// a folder that cannot be written; StorageFull.
    static Result<std::unique_ptr<DataDirectory>> acquire(const QString &path);
    /// The platform's application data folder.
    static QString defaultPath();

    const QString &path() const { return m_path; }
    QString file(const QString &name) const { return m_path + u'/' + name; }

private:
    explicit DataDirectory(QString path);

    QString m_path;
    QLockFile m_lock;
};

} // namespace vitrine::app
