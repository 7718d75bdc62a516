#pragma once

#include "base/result.h"
#include "origin/http.h"

#include <QString>

#include <chrono>
#include <memory>

namespace vitrine::server {

struct HttpServerLimits
{
    int ioThreads = 2;
    int connections = 4096; ///< more are closed after a 503
    qint64 headerBytes = 16 * 1024;
    qint64 bodyBytes = 1 << 20;
    std::chrono::milliseconds headerTimeout{
        10'000}; ///< for one whole head, and for an idle kept-alive connection
    std::chrono::milliseconds bodyTimeout{10'000}; ///< for each 256 KiB in either direction
    std::chrono::milliseconds drain{10'000};       ///< how long stop() waits for answers in flight
    QString spoolFolder = QStringLiteral("/tmp");  ///< where bodies go that a rule wants in a file
};

/// HTTP/1.1 over TCP or a unix socket (RFC 9112): its own I/O threads, one acceptor. Owns every socket. The
/// handler is called on I/O threads and must not block; so are the rules, which may refuse a request for its head or send
/// its body into a file. Framing that two parsers could read differently is
/// refused with 400. start() and stop() from one thread; the rest is internal.
class HttpServer
{
public:
    HttpServer(origin::Handler handler, HttpServerLimits limits, origin::AccessObserver observer = {},
               origin::BodyRules rules = {});
    ~HttpServer(); ///< stop()

    /// "127.0.0.1:8480", "[::1]:0", "unix:/run/vitrine.sock". Returns the address with the real port, as a
    /// URL
    /// ("http://127.0.0.1:8480", "unix:/…"). InvalidArgument; Conflict when the address is in use (says so
    /// and how to choose another); PermissionDenied.
    Result<QString> start(const QString &address);
    /// Stops accepting, lets answers in flight finish within the drain time, closes. Idempotent.
    void stop();

    int openConnections() const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace vitrine::server
