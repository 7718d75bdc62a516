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
#include <sys/prctl.h>
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
        m_address.sin_family = AF_INET;
        m_address.sin_port = htons(port);
        m_address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        while (connections-- > 0 && open()) {
        }
    }
    ~Loop() { ::close(m_epoll); }

    /// One connection more; null with error().
    Connection *open()
    {
        auto c = std::make_unique<Connection>();
        c->fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (c->fd < 0 || ::connect(c->fd, reinterpret_cast<sockaddr *>(&m_address), sizeof(m_address)) != 0) {
            m_error = QString::fromLocal8Bit(std::strerror(errno));
            return nullptr;
        }
        const int on = 1;
        setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        fcntl(c->fd, F_SETFL, O_NONBLOCK);
        epoll_event event{EPOLLIN, {.ptr = c.get()}};
        epoll_ctl(m_epoll, EPOLL_CTL_ADD, c->fd, &event);
        m_connections.push_back(std::move(c));
        return m_connections.back().get();
    }

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
    bool poll(std::chrono::nanoseconds timeout, Answered answered)
    {
        epoll_event events[256];
        const timespec most{time_t(timeout / std::chrono::seconds(1)), long((timeout % std::chrono::seconds(1)).count())};
        const int count = epoll_pwait2(m_epoll, events, 256, &most, nullptr);
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
    sockaddr_in m_address{};
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

Result<OpenLoopResult> openLoop(quint16 port, const QVector<QByteArray> &targets, double perSecond, std::chrono::milliseconds duration)
{
    constexpr size_t MostConnections = 1'000;
    Loop loop(port, 2);
    if (!loop.error().isEmpty())
        return cannotConnect(port, loop.error());
    QVector<QByteArray> requests;
    for (const QByteArray &target : targets)
        requests.append(requestFor(target));
    std::vector<Connection *> idle;
    for (auto &c : loop.connections())
        idle.push_back(c.get());
    OpenLoopResult result;
    qint64 waiting = 0;
    const auto answered = [&](Connection &c, bool good) {
        --waiting;
        if (!good) {
            ++result.failures; // and the connection is not used any more
            return;
        }
        result.micros.push_back(std::chrono::duration<double, std::micro>(Steady::now() - c.since).count());
        idle.push_back(&c);
    };
    prctl(PR_SET_TIMERSLACK, 1); // ns; else each wait may be 50 us too long
    const std::chrono::duration<double> gap(1 / perSecond);
    const auto start = Steady::now();
    qint64 sent = 0;
    const auto due = [&] { return start + std::chrono::duration_cast<Steady::duration>(gap * double(sent)); };
    while (due() - start < duration) {
        if (const auto early = due() - Steady::now(); early > Steady::duration::zero()) {
            loop.poll(early, answered);
            continue;
        }
        if (idle.empty() && loop.connections().size() < MostConnections) {
            if (Connection *more = loop.open())
                idle.push_back(more);
            else
                return cannotConnect(port, loop.error());
        }
        if (idle.empty()) {
            loop.poll(std::chrono::milliseconds(100), answered);
            continue;
        }
        Connection &c = *idle.back();
        idle.pop_back();
        ++waiting;
        const bool gone = !loop.send(c, requests[sent % requests.size()]);
        c.since = due();
        ++sent;
        if (gone)
            answered(c, false);
    }
    for (const auto end = Steady::now() + std::chrono::seconds(1); waiting > 0 && Steady::now() < end;)
        loop.poll(std::chrono::milliseconds(100), answered);
    result.failures += waiting;
    return result;
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
