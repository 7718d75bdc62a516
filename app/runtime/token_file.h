#pragma once

#include "origin/access_token.h"

#include <QString>

#include <functional>
#include <mutex>

namespace vitrine::app {

/// The access tokens of a data directory, in DIR/tokens.json, readable for its owner alone. Commands change it
/// while an origin runs: that one looks again whenever the file is another. Thread-safe; several processes.
class TokenFile
{
public:
    explicit TokenFile(const QString &dataDir);

    /// None when there is no file. Corrupt, PermissionDenied, Io.
    Result<origin::TokenSet> read() const;
    /// Keeps the token; the answer is what its owner is shown, once.
    Result<QByteArray> create(origin::AccessToken token);
    /// NotFound.
    Status revoke(const QString &id);

private:
    Status change(const std::function<Status(origin::TokenSet &)> &edit);

    const QString m_path;
    struct Stamp
    {
        quint64 inode = 0;
        qint64 size = -1;
        qint64 changedNs = 0;
        bool operator==(const Stamp &) const = default;
    };
    mutable std::mutex m_mutex; // guards what follows
    mutable Stamp m_stamp;
    mutable origin::TokenSet m_tokens;
};

} // namespace vitrine::app
