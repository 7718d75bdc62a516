#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace vitrine::storage {

/// errno of a failed operation as an Error: ENOSPC, EDQUOT and EFBIG are StorageFull, EROFS, EACCES and EPERM
/// are PermissionDenied, both with what to do; all else is Io.
Error fileError(const QString &what, const QString &path, int reason);

/// Makes the folder and its missing parents, and syncs the folder above each new one.
Status makeDurableFolder(const QString &path);

/// Waits until the names in a folder are on disk.
Status syncFolder(const QString &path);

/// A file being written in `folder` under a name of its own and a lock that ends with its writer. It gets its
/// real name by commit(), or is removed.
class DurableFile
{
public:
    static Result<DurableFile> create(const QString &folder);
    ~DurableFile();
    DurableFile(DurableFile &&other) noexcept;
    DurableFile(const DurableFile &) = delete;
    DurableFile &operator=(DurableFile &&) = delete;

    Status write(const char *data, qint64 size);
    /// On disk, then under the name, replacing what had it. The folder of `path` is still to be synced.
    Status commit(const QString &path);

    /// Removes the files of `folder` that create() made and nobody is writing any more.
    static void removeAbandoned(const QString &folder);

private:
    DurableFile(int descriptor, QByteArray path) : m_descriptor(descriptor), m_path(std::move(path)) {}

    int m_descriptor = -1;
    QByteArray m_path; ///< empty once committed
};

} // namespace vitrine::storage
