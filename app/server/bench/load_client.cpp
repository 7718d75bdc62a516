#include "app/server/bench/load_client.h"

#include "base/latency_histogram.h"

#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vitrine::app {

namespace {

using Steady = std::chrono::steady_clock;

struct Connection
{
    int fd = -1;
    QByteArray request;
    QByteArray head; ///< until the blank line
    qint64 bodyLeft = -1; ///< -1: still in the head
    int status = 0;
    Steady::time_point since;
    ~Connection()
    {
        if (fd >= 0)
            ::close(fd);
    }
};

QByteArray requestFor(const QByteArray &target, const QByteArray &header = {})
{
    return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n" + header + (header.isEmpty() ? "\r\n" : "\r\n\r\n");
}

constexpr int NotModified = 304; ///< has no body, whatever its Content-Length says (RFC 9112 6.3)

enum class Step { More, Answered, Broken };

class Loop
{
public:
    Loop(quint16 port, int connections) : m_epoll(epoll_create1(EPOLL_CLOEXEC)), m_buffer(256 * 1024, Qt::Uninitialized)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        for (int i = 0; i < connections; ++i) {
            auto c = std::make_unique<Connection>();
            c->fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            if (c->fd < 0 || ::connect(c->fd, reinterpret_cast<sockaddr *>(&address), sizeof(address)) != 0) {
                m_error = QString::fromLocal8Bit(std::strerror(errno));
                return;
            }
            const int on = 1;
            setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
            fcntl(c->fd, F_SETFL, O_NONBLOCK);
            epoll_event event{EPOLLIN, {.ptr = c.get()}};
            epoll_ctl(m_epoll, EPOLL_CTL_ADD, c->fd, &event);
            m_connections.push_back(std::move(c));
        }
    }
    ~Loop() { ::close(m_epoll); }

    const QString &error() const { return m_error; }
    std::vector<std::unique_ptr<Connection>> &connections() { return m_connections; }

    bool send(Connection &c, const QByteArray &request)
    {
        c.request = request;
        c.head.clear();
        c.bodyLeft = -1;
        c.since = Steady::now();
        return ::send(c.fd, request.constData(), size_t(request.size()), MSG_NOSIGNAL) == request.size();
    }

    /// Waits for something to read and calls `answered` for each whole answer. False after `timeout` of silence.
    template <typename Answered>
    bool poll(std::chrono::milliseconds timeout, Answered answered)
    {
        epoll_event events[256];
        const int count = epoll_wait(m_epoll, events, 256, int(timeout.count()));
        for (int i = 0; i < count; ++i) {
            auto &c = *static_cast<Connection *>(events[i].data.ptr);
            const Step step = read(c);
            if (step == Step::Broken)
                epoll_ctl(m_epoll, EPOLL_CTL_DEL, c.fd, nullptr);
            if (step != Step::More)
                answered(c, step == Step::Answered && (c.status / 100 == 2 || c.status == NotModified));
        }
        return count > 0;
    }

private:
    Step read(Connection &c)
    {
        const ssize_t got = ::recv(c.fd, m_buffer.data(), size_t(m_buffer.size()), 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return Step::More;
        if (got <= 0)
            return Step::Broken;
        qint64 body = got;
        if (c.bodyLeft < 0) {
            const qsizetype before = c.head.size();
            c.head.append(m_buffer.constData(), got);
            const qsizetype end = c.head.indexOf("\r\n\r\n");
            if (end < 0)
                return Step::More;
            c.status = c.head.mid(9, 3).toInt();
            if (c.status == NotModified)
                return Step::Answered;
            const QByteArray lower = c.head.left(end).toLower();
            const qsizetype at = lower.indexOf("\r\ncontent-length:");
            if (at < 0)
                return Step::Broken;
            const qsizetype from = at + 17;
            c.bodyLeft = lower.mid(from, std::max<qsizetype>(0, lower.indexOf("\r\n", from) - from)).trimmed().toLongLong();
            if (c.bodyLeft == 0 && lower.indexOf("\r\n", from) < 0)
                c.bodyLeft = lower.mid(from).trimmed().toLongLong();
            body = got - (end + 4 - before);
        }
        c.bodyLeft -= body;
        return c.bodyLeft <= 0 ? Step::Answered : Step::More;
    }

    int m_epoll;
    QByteArray m_buffer;
    QString m_error;
    std::vector<std::unique_ptr<Connection>> m_connections;
};

Error cannotConnect(quint16 port, const QString &reason)
{
    return {ErrorCode::Io, QStringLiteral("cannot connect: %1").arg(reason), QStringLiteral("127.0.0.1:%1").arg(port),
            QStringLiteral("Raise the limit of open files (ulimit -n) or use fewer connections")};
}

LoadResult resultOf(const LatencyHistogram &latency, qint64 answers, qint64 failures, std::chrono::duration<double> took)
{
    return {answers, failures, took.count() > 0 ? double(answers) / took.count() : 0, latency.percentile(0.5),
            latency.percentile(0.9), latency.percentile(0.99)};
}

} // namespace

Result<LoadResult> closedLoop(quint16 port, const QVector<QByteArray> &targets, int connections, std::chrono::milliseconds duration,
                              const QByteArray &header)
{
    Loop loop(port, connections);
    if (!loop.error().isEmpty())
        return cannotConnect(port, loop.error());
    QVector<QByteArray> requests;
    for (const QByteArray &target : targets)
        requests.append(requestFor(target, header));
    LatencyHistogram latency;
    qint64 answers = 0, failures = 0;
    qsizetype next = 0;
    const auto start = Steady::now();
    for (auto &c : loop.connections())
        loop.send(*c, requests[next++ % requests.size()]);
    while (Steady::now() - start < duration) {
        loop.poll(std::chrono::milliseconds(100), [&](Connection &c, bool good) {
            latency.record(Steady::now() - c.since);
            good ? ++answers : ++failures;
            loop.send(c, requests[next++ % requests.size()]);
        });
    }
    return resultOf(latency, answers, failures, Steady::now() - start);
}

Result<LoadResult> burst(quint16 port, const QByteArray &target, int connections, std::chrono::milliseconds patience)
{
    Loop loop(port, connections);
    if (!loop.error().isEmpty())
        return cannotConnect(port, loop.error());
    const QByteArray request = requestFor(target);
    LatencyHistogram latency;
    qint64 answers = 0, failures = 0;
    const auto start = Steady::now();
    for (auto &c : loop.connections())
        loop.send(*c, request);
    while (answers + failures < connections && Steady::now() - start < patience) {
        loop.poll(std::chrono::milliseconds(100), [&](Connection &c, bool good) {
            latency.record(Steady::now() - c.since);
            good ? ++answers : ++failures;
        });
    }
    return resultOf(latency, answers, connections - answers, Steady::now() - start);
}

} // namespace vitrine::app
