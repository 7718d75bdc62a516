#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QMap>
#include <QUrl>
#include <QVector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>

namespace vitrine::test {

/// Many clients at once, on the calling thread: each opens a connection, sends one GET, and takes the whole answer.
class Crowd
{
public:
    using Millis = std::chrono::duration<double, std::milli>;
    struct Answer
    {
        int status = 0; ///< 0: the connection failed, or the answer is not whole
        bool retryAfter = false;
        bool rendered = false; ///< for this request: Cache-Status says so
        Millis took{0};   ///< from the connect until this thread has the last byte: its own turns are in it
        Millis served{0}; ///< from the sending of the request until the kernel has the last byte for this thread
    };

    explicit Crowd(const QString &url) : m_port(quint16(QUrl(url).port())) {}

    /// In the order of `targets`. Connections without an answer after `patience` have failed.
    QVector<Answer> ask(const QVector<QByteArray> &targets, std::chrono::milliseconds patience)
    {
        const int events = epoll_create1(EPOLL_CLOEXEC);
        m_clients.clear();
        m_clients.resize(targets.size());
        int open = 0;
        for (int i = 0; i < targets.size(); ++i)
            open += begin(i, targets[i], events);
        const auto end = Clock::now() + patience;
        while (open > 0 && Clock::now() < end) {
            epoll_event ready[256];
            const int count = epoll_wait(events, ready, 256, 50);
            for (int e = 0; e < count; ++e) {
                Client &client = m_clients[qsizetype(ready[e].data.u64)];
                if ((ready[e].events & EPOLLOUT) && !client.sent) {
                    client.asked = std::chrono::system_clock::now().time_since_epoch();
                    client.sent = send(client.socket, client.request.constData(), size_t(client.request.size()),
                                       MSG_NOSIGNAL) == client.request.size();
                    epoll_event reading{EPOLLIN, {.u64 = ready[e].data.u64}};
                    epoll_ctl(events, EPOLL_CTL_MOD, client.socket, &reading);
                } else if (ready[e].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) {
                    open -= receive(client);
                }
            }
        }
        for (Client &client : m_clients)
            client.close();
        ::close(events);
        QVector<Answer> answers;
        for (const Client &client : m_clients)
            answers.append(client.answer);
        return answers;
    }

private:
    using Clock = std::chrono::steady_clock;
    using Nanos = std::chrono::nanoseconds;
    struct Client
    {
        int socket = -1;
        bool sent = false;
        QByteArray request, received;
        Clock::time_point began;
        Nanos asked{0}, arrived{0}; ///< of the clock that the kernel stamps packets with
        Answer answer;
        void close()
        {
            if (socket >= 0)
                ::close(socket);
            socket = -1;
        }
    };

    bool begin(int index, const QByteArray &target, int events)
    {
        Client &client = m_clients[index];
        client.began = Clock::now();
        client.request = "GET " + target + " HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
        client.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        const int stamped = 1;
        setsockopt(client.socket, SOL_SOCKET, SO_TIMESTAMPNS, &stamped, sizeof stamped);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(m_port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int connected = connect(client.socket, reinterpret_cast<sockaddr *>(&address), sizeof address);
        if (client.socket < 0 || (connected != 0 && errno != EINPROGRESS)) {
            client.close();
            return false;
        }
        epoll_event writing{EPOLLOUT, {.u64 = quint64(index)}};
        return epoll_ctl(events, EPOLL_CTL_ADD, client.socket, &writing) == 0;
    }

    /// True when the connection is over. The answer is whole when it has as many bytes as its head says.
    bool receive(Client &client)
    {
        char part[65'536];
        alignas(cmsghdr) char control[CMSG_SPACE(sizeof(timespec))];
        iovec into{part, sizeof part};
        msghdr message{};
        message.msg_iov = &into;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        const ssize_t got = recvmsg(client.socket, &message, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return false;
        if (got > 0) {
            const cmsghdr *stamp = CMSG_FIRSTHDR(&message);
            if (stamp && stamp->cmsg_level == SOL_SOCKET && stamp->cmsg_type == SCM_TIMESTAMPNS) {
                timespec at{};
                std::memcpy(&at, CMSG_DATA(stamp), sizeof at);
                client.arrived = std::chrono::seconds(at.tv_sec) + Nanos(at.tv_nsec);
            }
            client.received.append(part, got);
            return false;
        }
        const qsizetype body = client.received.indexOf("\r\n\r\n") + 4;
        const QByteArray head = client.received.left(body).toLower();
        const qsizetype length = head.indexOf("content-length: ");
        const bool whole = got == 0 && length > 0 &&
                           client.received.size() - body == head.mid(length + 16, head.indexOf('\r', length) - length - 16).toLongLong();
        if (whole)
            client.answer.status = client.received.mid(9, 3).toInt();
        client.answer.retryAfter = head.contains("\r\nretry-after: ");
        client.answer.rendered = head.contains("fwd=miss") && !head.contains("collapsed");
        client.answer.took = Clock::now() - client.began;
        client.answer.served = client.arrived > client.asked ? Millis(client.arrived - client.asked) : client.answer.took;
        client.received.clear();
        client.close();
        return true;
    }

    const quint16 m_port;
    QVector<Client> m_clients;
};

/// "200 x 3, 503 x 1"; 0 is no whole answer.
inline QByteArray countsOf(const QVector<Crowd::Answer> &answers)
{
    QMap<int, int> counts;
    for (const auto &answer : answers)
        ++counts[answer.status];
    QByteArrayList words;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        words.append(QByteArray::number(it.key()) + " x " + QByteArray::number(it.value()));
    return words.join(", ");
}

inline int countOf(const QVector<Crowd::Answer> &answers, int status)
{
    return int(std::count_if(answers.begin(), answers.end(), [status](const auto &answer) { return answer.status == status; }));
}

} // namespace vitrine::test
