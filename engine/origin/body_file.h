#pragma once

#include "base/result.h"
#include "images/ports.h"

#include <QByteArray>
#include <QString>

#include <memory>

namespace vitrine::origin {

/// A request's body in a file without a name: gone with its last user, however that ends. Written by one thread,
/// then read by any.
class BodyFile
{
public:
    /// On the file system of `folder`; in memory of its own where that one cannot hold files without a name.
    /// StorageFull, PermissionDenied, Io.
    static Result<std::shared_ptr<BodyFile>> create(const QString &folder);
    ~BodyFile();
    BodyFile(const BodyFile &) = delete;
    BodyFile &operator=(const BodyFile &) = delete;

    /// StorageFull, Io.
    Status append(QByteArrayView bytes);

    qint64 sizeBytes() const { return m_size; }
    /// The same bytes as an original's.
    Result<std::shared_ptr<const images::Source>> source() const;
    /// Some of the bytes as an original's, in a file of their own beside this one. StorageFull, Io.
    Result<std::shared_ptr<const images::Source>> slice(qint64 offset, qint64 size) const;

private:
    BodyFile(int fd, QString folder) : m_fd(fd), m_folder(std::move(folder)) {}

    const int m_fd;
    const QString m_folder;
    qint64 m_size = 0;
};

/// All of a body file, readable as bytes while this lives: mapped, not loaded.
class MappedBody
{
public:
    /// Io.
    static Result<std::shared_ptr<const MappedBody>> of(const BodyFile &file);
    ~MappedBody();
    MappedBody(const MappedBody &) = delete;
    MappedBody &operator=(const MappedBody &) = delete;

    QByteArrayView bytes() const { return m_bytes; }

private:
    explicit MappedBody(QByteArrayView bytes) : m_bytes(bytes) {}

    const QByteArrayView m_bytes;
};

} // namespace vitrine::origin
