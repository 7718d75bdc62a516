#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QStringList>
#include <QVector>

#include <optional>

namespace vitrine::origin {

/// What is kept of an access token; the token itself is shown once and never stored. The digest is a plain
/// SHA-256 of salt and secret: the secret is 256 random bits, so that there is nothing to guess and a slow hash
/// would protect nothing, while every request pays for it.
struct AccessToken
{
    QString id; ///< names the token to people and in the log: 8 hexadecimal digits, no secret
    QStringList scopes;
    QString note; ///< who or what has it, for people
    QDateTime created;
    std::optional<QDateTime> expires; ///< nothing: never
    QByteArray salt;                  ///< 16 bytes
    QByteArray digest;                ///< 32 bytes

    /// "vitrine_ID_SECRET": what a client sends. The only moment at which the secret exists here.
    QByteArray issue();
};

enum class TokenVerdict {
    Good,
    Unknown,    ///< not a token of ours, revoked, or a wrong secret: which of them is not told
    Expired,
    OutOfScope, ///< good, but not for this
};

/// All tokens of a data directory: a value.
class TokenSet
{
public:
    /// Corrupt names `path`.
    static Result<TokenSet> fromJson(const QByteArray &json, const QString &path);
    QByteArray toJson() const;

    const QVector<AccessToken> &all() const { return m_tokens; }
    void add(AccessToken token) { m_tokens += std::move(token); }
    bool remove(const QString &id);

    /// Takes the same time for every secret of one length, whatever is wrong with it.
    TokenVerdict check(QByteArrayView token, const QString &scope, const QDateTime &now) const;

private:
    QVector<AccessToken> m_tokens;
};

/// Whether both are equal, in a time that depends on their lengths alone.
bool equalInConstantTime(QByteArrayView a, QByteArrayView b);

} // namespace vitrine::origin
