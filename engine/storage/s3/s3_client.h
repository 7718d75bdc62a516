#pragma once

#include "storage/s3/s3_address.h"

#include <QByteArray>
#include <QHash>
#include <QVector>

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace vitrine::storage::s3 {

struct Limits
{
    int attempts = 5;
    std::chrono::milliseconds firstPause{100}; ///< before the second attempt; doubles, with jitter
    std::chrono::milliseconds mostPause{5'000};
    std::chrono::milliseconds idle{15'000}; ///< an attempt in which nothing moves for so long is given up
    std::chrono::milliseconds whole{30'000}; ///< an attempt; and a second more for each 256 KiB
    qint64 partBytes = 16 << 20; ///< larger originals are sent in parts of this size; S3 wants 5 MiB at least
};

/// Part of a file as a request's body.
struct Slice
{
    int descriptor = -1; ///< -1: none
    qint64 offset = 0;
    qint64 size = 0;
};

struct Digests
{
    QByteArray sha256, md5;
};

struct Request
{
    QByteArray method;
    QString key;      ///< of an object; empty: the bucket
    QByteArray query; ///< percent-encoded
    QVector<std::pair<QByteArray, QByteArray>> headers; ///< names in lower case; all are signed
    QByteArray bytes; ///< the body
    Slice slice;      ///< the body instead of `bytes`
    QByteArray sha256; ///< of the body, 32 bytes; needed with a slice
};

struct Reply
{
    int status = 0; ///< 2xx
    QHash<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray bytes; ///< empty where a sink took them
};

/// Takes the body of an answer piece by piece. restart() is called before each attempt.
class Sink
{
public:
    virtual ~Sink() = default;
    virtual Status restart() = 0;
    virtual Status take(QByteArrayView bytes) = 0;
    /// After the last piece: Corrupt makes the client try again.
    virtual Status finish() = 0;
};

/// Signed requests to one bucket over Qt Network, tried again with growing pauses and jitter after failures that may
/// pass: no connection, a broken or silent one, 408, 429 and 5xx. One network thread; as many connections, each kept
/// open, as there ever were calls at once, so that the write pool's lanes bound them. Thread-safe; calls block.
class Client
{
public:
    Client(Address address, Credentials credentials, Limits limits);
    ~Client(); ///< no call may be running

    /// NotFound; PermissionDenied (the keys, the clock); Overloaded (it says slow down to the end); DeadlineExceeded;
    /// Corrupt; Io. Each names the bucket and what the server said, never a secret.
    Result<Reply> send(const Request &request, Sink *sink = nullptr);

    const Address &address() const { return m_address; }
    const Limits &limits() const { return m_limits; }

private:
    struct Exchange;
    struct Network;

    Result<Reply> attempt(const Request &request, Sink *sink, bool *mayPass);
    Error refusal(const Exchange &exchange, bool *mayPass) const;

    const Address m_address;
    const Credentials m_credentials;
    const Limits m_limits;
    std::unique_ptr<Network> m_network;
};

/// The text of the first element of this name in an XML answer; empty: none.
QString elementText(const QByteArray &xml, QLatin1String name);

} // namespace vitrine::storage::s3
