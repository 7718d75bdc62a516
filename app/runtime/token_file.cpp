#include "app/runtime/token_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSaveFile>

#include <sys/stat.h>

namespace vitrine::app {

namespace {

constexpr int LockWaitMs = 5'000;

Error unwritable(const QString &path, const QString &reason)
{
    return {ErrorCode::PermissionDenied, QStringLiteral("the access tokens cannot be written: %1").arg(reason), path,
            QStringLiteral("Make the data directory writable for this user, or name another with --data DIR")};
}

} // namespace

TokenFile::TokenFile(const QString &dataDir) : m_path(QDir::cleanPath(QDir(dataDir).absoluteFilePath(QStringLiteral("tokens.json")))) {}

Result<origin::TokenSet> TokenFile::read() const
{
    struct stat state = {};
    if (::stat(QFile::encodeName(m_path).constData(), &state) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return origin::TokenSet();
        return Error{ErrorCode::Io, QStringLiteral("the access tokens cannot be read: %1").arg(qt_error_string(errno)), m_path, {}};
    }
    // Every change puts another file in its place, so that no two contents share a stamp.
    const Stamp stamp{state.st_ino, state.st_size, qint64(state.st_ctim.tv_sec) * 1'000'000'000 + state.st_ctim.tv_nsec};
    std::lock_guard lock(m_mutex);
    if (stamp == m_stamp)
        return m_tokens;
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::PermissionDenied, QStringLiteral("the access tokens cannot be read: %1").arg(file.errorString()), m_path,
                     QStringLiteral("Run as the user to whom the data directory belongs")};
    auto tokens = origin::TokenSet::fromJson(file.readAll(), m_path);
    if (!tokens)
        return tokens.error();
    m_tokens = *tokens;
    m_stamp = stamp;
    return m_tokens;
}

Status TokenFile::change(const std::function<Status(origin::TokenSet &)> &edit)
{
    const QString folder = QFileInfo(m_path).path();
    if (!QDir().mkpath(folder))
        return unwritable(m_path, QStringLiteral("there is no such folder, and it cannot be made"));
    QLockFile lock(m_path + QStringLiteral(".lock"));
    lock.setStaleLockTime(0);
    if (!lock.tryLock(LockWaitMs))
        return lock.error() == QLockFile::LockFailedError
                   ? Error{ErrorCode::Conflict, QStringLiteral("another process is changing the access tokens"), m_path, QStringLiteral("Try again")}
                   : unwritable(m_path, QStringLiteral("no lock file can be made beside it"));
    auto tokens = read();
    if (!tokens)
        return tokens.error();
    if (const Status edited = edit(*tokens); !edited)
        return edited;
    QSaveFile file(m_path);
    const QByteArray json = tokens->toJson();
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        file.write(json) != json.size() || !file.commit())
        return unwritable(m_path, file.errorString());
    return Done{};
}

Result<QByteArray> TokenFile::create(origin::AccessToken token)
{
    QByteArray shown;
    const Status changed = change([&](origin::TokenSet &tokens) -> Status {
        shown = token.issue();
        tokens.add(token);
        return Done{};
    });
    return changed ? Result<QByteArray>(shown) : Result<QByteArray>(changed.error());
}

Status TokenFile::revoke(const QString &id)
{
    return change([&](origin::TokenSet &tokens) -> Status {
        if (tokens.remove(id))
            return Done{};
        return Error{ErrorCode::NotFound, QStringLiteral("there is no access token \"%1\"").arg(id), m_path,
                     QStringLiteral("vitrined token list names them")};
    });
}

} // namespace vitrine::app
