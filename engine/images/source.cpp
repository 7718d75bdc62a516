#include "images/ports.h"

#include <QFile>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace vitrine::images {

Source::~Source()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<std::shared_ptr<const Source>> Source::fromBytes(const QByteArray &bytes)
{
    return fromPieces([rest = QByteArrayView(bytes)]() mutable { return std::exchange(rest, QByteArrayView()); });
}

Result<std::shared_ptr<const Source>> Source::fromPieces(const std::function<QByteArrayView()> &next)
{
    const int descriptor = memfd_create("vitrine-source", MFD_CLOEXEC);
    if (descriptor < 0)
        return Error{ErrorCode::Io,
                     QStringLiteral("no memory file for a picture: %1").arg(qt_error_string(errno)),
                     {},
                     {}};
    auto source = std::make_shared<const Source>(descriptor);
    for (QByteArrayView piece = next(); !piece.isEmpty(); piece = next()) {
        while (!piece.isEmpty()) {
            const ssize_t written = ::write(descriptor, piece.data(), static_cast<size_t>(piece.size()));
            if (written < 0 && errno != EINTR)
                return Error{ErrorCode::Io,
                             QStringLiteral("no memory for a picture: %1").arg(qt_error_string(errno)),
                             {},
                             {}};
            piece = piece.sliced(std::max<ssize_t>(written, 0));
        }
    }
    return source;
}

Result<std::shared_ptr<const Source>> Source::fromFile(const QString &path)
{
    // O_NONBLOCK: a pipe with a picture's name must not hold the caller.
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        const int reason = errno;
        const ErrorCode code = reason == ENOENT || reason == ENOTDIR ? ErrorCode::NotFound
                               : reason == EACCES || reason == EPERM ? ErrorCode::PermissionDenied
                                                                     : ErrorCode::Io;
        return Error{
            code, QStringLiteral("cannot open the picture: %1").arg(qt_error_string(reason)), path, {}};
    }
    auto source = std::make_shared<const Source>(descriptor);
    struct stat state
    {
    };
    if (fstat(descriptor, &state) != 0 || !S_ISREG(state.st_mode))
        return Error{ErrorCode::Io, QStringLiteral("not a regular file"), path, {}};
    return source;
}

qint64 Source::sizeBytes() const
{
    struct stat state
    {
    };
    return fstat(m_fd, &state) == 0 ? state.st_size : 0;
}

void Renderer::renderLadder(const Source &source, const Ladder &ladder, std::chrono::milliseconds each)
{
    while (const auto spec = ladder.next())
        ladder.done(render(source, *spec, std::chrono::steady_clock::now() + each));
}

Result<QByteArray> Renderer::twin(const Source &, Deadline)
{
    return QByteArray();
}

} // namespace vitrine::images
