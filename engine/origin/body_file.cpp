#include "origin/body_file.h"

#include <QFile>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

namespace vitrine::origin {

namespace {

Error failure(const char *what, int reason)
{
    const bool full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
    return {full ? ErrorCode::StorageFull : ErrorCode::Io,
            QStringLiteral("%1: %2").arg(QLatin1String(what), qt_error_string(reason)),
            {},
            full ? QStringLiteral("Free space where the data directory is") : QString()};
}

} // namespace

Result<std::shared_ptr<BodyFile>> BodyFile::create(const QString &folder)
{
    int fd = ::open(QFile::encodeName(folder).constData(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
        fd = ::memfd_create("body", MFD_CLOEXEC);
    if (fd < 0)
        return failure("no place for the request's body", errno);
    return std::shared_ptr<BodyFile>(new BodyFile(fd, folder));
}

BodyFile::~BodyFile()
{
    ::close(m_fd);
}

Status BodyFile::append(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(m_fd, bytes.data(), size_t(bytes.size()));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return failure("the request's body cannot be kept", errno);
        bytes = bytes.sliced(written);
        m_size += written;
    }
    return Done{};
}

Result<std::shared_ptr<const images::Source>> BodyFile::source() const
{
    const int copy = ::fcntl(m_fd, F_DUPFD_CLOEXEC, 3);
    if (copy < 0)
        return failure("the request's body cannot be read", errno);
    return std::shared_ptr<const images::Source>(std::make_shared<images::Source>(copy));
}

Result<std::shared_ptr<const images::Source>> BodyFile::slice(qint64 offset, qint64 size) const
{
    auto part = create(m_folder);
    if (!part)
        return part.error();
    QByteArray piece(256 * 1024, Qt::Uninitialized);
    while (size > 0) {
        const ssize_t got = ::pread(m_fd, piece.data(), size_t(std::min<qint64>(size, piece.size())), offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return failure("the request's body cannot be read", got < 0 ? errno : EIO);
        if (const Status taken = (*part)->append(QByteArrayView(piece).first(got)); !taken)
            return taken.error();
        offset += got;
        size -= got;
    }
    return (*part)->source();
}

Result<std::shared_ptr<const MappedBody>> MappedBody::of(const BodyFile &file)
{
    if (file.sizeBytes() == 0)
        return std::shared_ptr<const MappedBody>(new MappedBody({}));
    const auto source = file.source();
    if (!source)
        return source.error();
    void *address = ::mmap(nullptr, size_t(file.sizeBytes()), PROT_READ, MAP_PRIVATE, (*source)->descriptor(), 0);
    if (address == MAP_FAILED)
        return failure("the request's body cannot be read", errno);
    return std::shared_ptr<const MappedBody>(
        new MappedBody(QByteArrayView(static_cast<const char *>(address), file.sizeBytes())));
}

MappedBody::~MappedBody()
{
    if (!m_bytes.isEmpty())
        ::munmap(const_cast<char *>(m_bytes.data()), size_t(m_bytes.size()));
}

} // namespace vitrine::origin
