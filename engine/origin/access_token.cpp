#include "origin/access_token.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

namespace vitrine::origin {

namespace {

const QByteArray Prefix = QByteArrayLiteral("vitrine_");
constexpr qsizetype IdDigits = 8;
constexpr qsizetype SecretBytes = 32;
constexpr qsizetype SaltBytes = 16;

/// From the kernel's generator.
QByteArray randomBytes(qsizetype count)
{
    QByteArray bytes(count, Qt::Uninitialized);
    QRandomGenerator *generator = QRandomGenerator::system();
    std::generate(bytes.begin(), bytes.end(), [generator] { return char(generator->generate() & 0xff); });
    return bytes;
}

QByteArray digestOf(QByteArrayView salt, QByteArrayView secret)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(salt);
    hash.addData(secret);
    return hash.result();
}

QJsonObject toObject(const AccessToken &token)
{
    QJsonObject object{{QStringLiteral("id"), token.id},
                       {QStringLiteral("scopes"), QJsonArray::fromStringList(token.scopes)},
                       {QStringLiteral("note"), token.note},
                       {QStringLiteral("created"), token.created.toString(Qt::ISODate)},
                       {QStringLiteral("salt"), QString::fromLatin1(token.salt.toHex())},
                       {QStringLiteral("sha256"), QString::fromLatin1(token.digest.toHex())}};
    if (token.expires)
        object[QStringLiteral("expires")] = token.expires->toString(Qt::ISODate);
    return object;
}

std::optional<AccessToken> fromObject(const QJsonObject &object)
{
    AccessToken token;
    token.id = object[QStringLiteral("id")].toString();
    for (const QJsonValue &scope : object[QStringLiteral("scopes")].toArray())
        token.scopes += scope.toString();
    token.note = object[QStringLiteral("note")].toString();
    token.created = QDateTime::fromString(object[QStringLiteral("created")].toString(), Qt::ISODate);
    if (object.contains(QStringLiteral("expires")))
        token.expires = QDateTime::fromString(object[QStringLiteral("expires")].toString(), Qt::ISODate);
    token.salt = QByteArray::fromHex(object[QStringLiteral("salt")].toString().toLatin1());
    token.digest = QByteArray::fromHex(object[QStringLiteral("sha256")].toString().toLatin1());
    const bool sane = token.id.size() == IdDigits && token.salt.size() == SaltBytes &&
                      token.digest.size() == 32 && token.created.isValid() &&
                      (!token.expires || token.expires->isValid());
    return sane ? std::optional(std::move(token)) : std::nullopt;
}

} // namespace

bool equalInConstantTime(QByteArrayView a, QByteArrayView b)
{
    if (a.size() != b.size())
        return false;
    volatile unsigned char difference = 0; // volatile: no compiler may leave the loop early
    for (qsizetype i = 0; i < a.size(); ++i)
        difference = difference | static_cast<unsigned char>(a[i] ^ b[i]);
    return difference == 0;
}

QByteArray AccessToken::issue()
{
    const QByteArray secret =
        randomBytes(SecretBytes).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    id = QString::fromLatin1(randomBytes(IdDigits / 2).toHex());
    salt = randomBytes(SaltBytes);
    digest = digestOf(salt, secret);
    return Prefix + id.toLatin1() + '_' + secret;
}

Result<TokenSet> TokenSet::fromJson(const QByteArray &json, const QString &path)
{
    const Error damaged{ErrorCode::Corrupt, QStringLiteral("the file of access tokens is damaged"), path,
                        QStringLiteral("Restore it from a backup, or remove it and create new tokens")};
    const QJsonDocument document = QJsonDocument::fromJson(json);
    const QJsonValue list = document[QStringLiteral("tokens")];
    if (!list.isArray())
        return damaged;
    TokenSet set;
    for (const QJsonValue &entry : list.toArray()) {
        auto token = fromObject(entry.toObject());
        if (!token)
            return damaged;
        set.add(std::move(*token));
    }
    return set;
}

QByteArray TokenSet::toJson() const
{
    QJsonArray list;
    for (const AccessToken &token : m_tokens)
        list.append(toObject(token));
    return QJsonDocument(QJsonObject{{QStringLiteral("tokens"), list}}).toJson();
}

bool TokenSet::remove(const QString &id)
{
    return m_tokens.removeIf([&id](const AccessToken &token) { return token.id == id; }) > 0;
}

TokenVerdict TokenSet::check(QByteArrayView token, const QString &scope, const QDateTime &now) const
{
    // "vitrine_ID_SECRET". What has another form is digested too, against a token that nobody has.
    const bool formed = token.startsWith(Prefix) && token.size() > Prefix.size() + IdDigits + 1 &&
                        token[Prefix.size() + IdDigits] == '_';
    const QByteArrayView id = formed ? token.sliced(Prefix.size(), IdDigits) : QByteArrayView();
    const QByteArrayView secret = formed ? token.sliced(Prefix.size() + IdDigits + 1) : token;
    AccessToken nobody;
    nobody.salt = QByteArray(SaltBytes, '\0');
    nobody.digest = QByteArray(32, '\0');
    const auto found = std::find_if(m_tokens.begin(), m_tokens.end(), [id](const AccessToken &each) {
        return !id.isEmpty() && each.id == QLatin1String(id);
    });
    const AccessToken &known = found == m_tokens.end() ? nobody : *found;
    if (!equalInConstantTime(digestOf(known.salt, secret), known.digest) || found == m_tokens.end())
        return TokenVerdict::Unknown;
    if (known.expires && *known.expires <= now)
        return TokenVerdict::Expired;
    return known.scopes.contains(scope) ? TokenVerdict::Good : TokenVerdict::OutOfScope;
}

} // namespace vitrine::origin
