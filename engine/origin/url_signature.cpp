#include "origin/url_signature.h"

#include <QMessageAuthenticationCode>

namespace vitrine::origin {

namespace {

constexpr qsizetype LeastKeyBytes = 16;
constexpr int SignatureBytes = 32;
constexpr auto Base64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

QByteArray hmac(const QByteArray &key, QByteArrayView first, QByteArrayView second = {})
{
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, key);
    code.addData(first.data(), first.size());
    code.addData(second.data(), second.size());
    return code.result();
}

QByteArray decoded(QByteArrayView signature)
{
    // Strict: the many spellings of one signature that a lenient decoder reads would be as many cache keys.
    const auto result = QByteArray::fromBase64Encoding(signature.toByteArray(),
                                                       Base64 | QByteArray::AbortOnBase64DecodingErrors);
    return result && result.decoded.toBase64(Base64) == signature ? result.decoded : QByteArray();
}

bool isHex(const QByteArray &word)
{
    return word.size() % 2 == 0 && std::all_of(word.begin(), word.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

std::optional<qint64> seconds(QByteArrayView text)
{
    bool fine = !text.isEmpty() && text.size() <= 15;
    qint64 value = 0;
    for (char c : text) {
        fine = fine && c >= '0' && c <= '9';
        value = fine ? value * 10 + (c - '0') : 0;
    }
    return fine ? std::optional(value) : std::nullopt;
}

/// In a time that tells nothing about where they differ; their lengths are no secret.
bool isSame(QByteArrayView a, QByteArrayView b)
{
    if (a.size() != b.size())
        return false;
    volatile unsigned char difference = 0;
    for (qsizetype i = 0; i < a.size(); ++i)
        difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
    return difference == 0;
}

} // namespace

Result<QVector<QVector<QByteArray>>> parseKeys(const QByteArray &text, const QString &origin, int parts)
{
    QVector<QVector<QByteArray>> keys;
    int number = 0;
    for (QByteArray line : text.split('\n')) {
        ++number;
        const qsizetype comment = line.indexOf('#');
        line = (comment < 0 ? line : line.first(comment)).simplified();
        if (line.isEmpty())
            continue;
        const QList<QByteArray> words = line.split(' ');
        const bool fine = words.size() == parts && std::all_of(words.begin(), words.end(), isHex) &&
                          words.first().size() >= 2 * LeastKeyBytes;
        if (!fine)
            return Error{
                ErrorCode::InvalidArgument,
                parts == 1
                    ? QStringLiteral("the line is not a key: at least 16 bytes as hexadecimal digits")
                    : QStringLiteral(
                          "the line is not a key and a salt: hexadecimal digits, the key at least 16 bytes"),
                QStringLiteral("%1:%2").arg(origin).arg(number),
                QStringLiteral("\"openssl rand -hex 32\" makes one")};
        QVector<QByteArray> key;
        for (const QByteArray &word : words)
            key += QByteArray::fromHex(word);
        keys += key;
    }
    return keys;
}

Result<QByteArray> UrlSigner::sign(const QByteArray &path, std::optional<qint64> expires) const
{
    if (m_keys.isEmpty())
        return Error{ErrorCode::InvalidArgument, QStringLiteral("there is no key to sign with"),
                     QStringLiteral("signing.keys"),
                     QStringLiteral("\"openssl rand -hex 32\" makes a line for that file")};
    if (!path.startsWith('/') || path.contains('?') || path.contains('#'))
        return Error{ErrorCode::InvalidArgument,
                     QStringLiteral("what is signed is a path that begins with / and has no query"),
                     QString::fromUtf8(path),
                     {}};
    const QByteArray text = expires ? path + "?expires=" + QByteArray::number(*expires) : path;
    return text + (expires ? "&signature=" : "?signature=") + hmac(m_keys.first(), text).toBase64(Base64);
}

UrlSigner::Judgement UrlSigner::judge(QByteArrayView path, QByteArrayView query, qint64 nowSeconds) const
{
    constexpr QByteArrayView SignatureIs = "signature=", ExpiresIs = "expires=";
    // The signature is the last parameter; before it there is at most the time.
    const qsizetype last = query.lastIndexOf('&') + 1;
    const QByteArrayView end = query.sliced(last);
    if (!end.startsWith(SignatureIs)) {
        const bool stray =
            query.startsWith(SignatureIs) || query.startsWith(ExpiresIs) || query.contains("&signature=");
        return {stray ? Verdict::Wrong : Verdict::Unsigned, {}};
    }
    const QByteArrayView before = query.first(std::max<qsizetype>(0, last - 1));
    std::optional<qint64> expires;
    if (!before.isEmpty() || last == 1) {
        if (!before.startsWith(ExpiresIs))
            return {Verdict::Wrong, {}};
        expires = seconds(before.sliced(ExpiresIs.size()));
        if (!expires)
            return {Verdict::Wrong, {}};
    }
    const QByteArray text =
        path.toByteArray() + (before.isEmpty() ? QByteArray() : '?' + before.toByteArray());
    const QByteArray given = decoded(end.sliced(SignatureIs.size()));
    bool good = false;
    for (const QByteArray &key : m_keys) // all of them, whichever fits
        good = isSame(given, hmac(key, text)) || good;
    if (!good)
        return {Verdict::Wrong, {}};
    return expires && *expires <= nowSeconds ? Judgement{Verdict::Expired, {}}
                                             : Judgement{Verdict::Good, expires};
}

QByteArray ImgproxySigner::sign(QByteArrayView path) const
{
    if (m_pairs.isEmpty())
        return {};
    return hmac(m_pairs.first().key, m_pairs.first().salt, path).first(m_bytes).toBase64(Base64);
}

bool ImgproxySigner::accepts(QByteArrayView signature, QByteArrayView path) const
{
    const QByteArray given = decoded(signature);
    bool good = false;
    for (const Pair &pair : m_pairs)
        good =
            isSame(given, hmac(pair.key, pair.salt, path).first(std::min(m_bytes, SignatureBytes))) || good;
    return good;
}

} // namespace vitrine::origin
