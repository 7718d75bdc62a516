#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QVector>

#include <optional>

namespace vitrine::origin {

/// Reads a file of keys: one a line, each of `parts` hexadecimal words; "#" begins a comment. InvalidArgument
/// names `origin` and the line, never what it holds: a key has at least 16 bytes, salts may be any.
Result<QVector<QVector<QByteArray>>> parseKeys(const QByteArray &text, const QString &origin, int parts);

/// Signed addresses: PATH?signature=S or PATH?expires=T&signature=S, where T is a time in Unix seconds and S
/// is the HMAC-SHA256 (RFC 2104) of all that stands before "signature=" and its separator, in base64url
/// without padding. The path is taken as sent, percent-encoded. A value; any thread.
class UrlSigner
{
public:
    enum class Verdict { Unsigned, Good, Wrong, Expired };
    struct Judgement
    {
        Verdict verdict = Verdict::Unsigned;
        std::optional<qint64> expires; ///< of a good one
    };

    UrlSigner() = default;
    /// The first key signs, every key is good: a new one is put first, the old one goes when its addresses
    /// have expired.
    explicit UrlSigner(QVector<QByteArray> keys) : m_keys(std::move(keys)) {}

    bool hasKeys() const { return !m_keys.isEmpty(); }
    /// The address with its signature. Without keys, or for a path that has a query already: InvalidArgument.
    Result<QByteArray> sign(const QByteArray &path, std::optional<qint64> expires) const;
    /// Any query parameter but these two, or either twice, is Wrong as soon as there is a signature.
    Judgement judge(QByteArrayView path, QByteArrayView query, qint64 nowSeconds) const;

    bool operator==(const UrlSigner &) const = default;

private:
    QVector<QByteArray> m_keys;
};

/// imgproxy's signatures: /SIGNATURE/options/source, HMAC-SHA256 of salt and everything after the signature,
/// in base64url without padding, cut to some bytes where configured so.
class ImgproxySigner
{
public:
    struct Pair
    {
        QByteArray key;
        QByteArray salt;
        bool operator==(const Pair &) const = default;
    };
    ImgproxySigner() = default;
    explicit ImgproxySigner(QVector<Pair> pairs, int signatureBytes = 32)
        : m_pairs(std::move(pairs)), m_bytes(signatureBytes)
    {
    }

    bool hasKeys() const { return !m_pairs.isEmpty(); }
    /// The signature of a path that begins with "/". Without keys: empty.
    QByteArray sign(QByteArrayView path) const;
    bool accepts(QByteArrayView signature, QByteArrayView path) const;

    bool operator==(const ImgproxySigner &) const = default;

private:
    QVector<Pair> m_pairs;
    int m_bytes = 32;
};

} // namespace vitrine::origin
