#include "app/runtime/store_watch.h"

#include <QFile>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace vitrine::app {

namespace {

constexpr std::chrono::seconds Pause{1};
constexpr int Bytes = 16 * 1024; ///< so much has to go in: a few pages of a database

Status failure(const QString &file)
{
    const int reason = errno;
    const ErrorCode code = reason == ENOSPC || reason == EDQUOT           ? ErrorCode::StorageFull
                           : reason == EROFS || reason == EACCES || reason == EPERM ? ErrorCode::PermissionDenied
                                                                                    : ErrorCode::Io;
    return Error{code, QStringLiteral("the data directory cannot be written: %1").arg(QString::fromLocal8Bit(std::strerror(reason))),
                 file, QStringLiteral("Make room, or give this user the right to write there")};
}

} // namespace

StoreWatch::StoreWatch(const QString &folder) : m_file(folder + QStringLiteral("/.writable"))
{
    m_thread.setMaxThreadCount(1);
    m_state = look();
    m_looked = std::chrono::steady_clock::now();
}

StoreWatch::~StoreWatch()
{
    m_thread.waitForDone();
}

Status StoreWatch::state()
{
    std::lock_guard lock(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    if (now - m_looked >= Pause) {
        m_looked = now;
        m_thread.start([this] {
            const Status found = look();
            std::lock_guard written(m_mutex);
            m_state = found;
        });
    }
    return m_state;
}

Status StoreWatch::look() const
{
    const QByteArray name = QFile::encodeName(m_file);
    const int file = ::open(name.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return failure(m_file);
    static constexpr std::array<char, Bytes> nothing{};
    const ssize_t written = ::write(file, nothing.data(), nothing.size());
    if (written >= 0 && written < Bytes)
        errno = ENOSPC;
    const Status state = written == Bytes ? Status(Done{}) : failure(m_file);
    ::close(file);
    ::unlink(name.constData());
    return state;
}

} // namespace vitrine::app
