#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>

namespace vitrine::test {

/// A client that sends exactly the bytes it is told to: what a library would not let a test send. Blocking.
class RawClient
{
public:
    struct Answer
    {
        int status = 0;  ///< 0: none came
        QByteArray head; ///< with the status line
        QByteArray body;
        QByteArray header(const QByteArray &name) const
        {
            for (const QByteArray &line : head.split('\n')) {
                const qsizetype colon = line.indexOf(':');
                if (colon > 0 && line.first(colon).compare(name, Qt::CaseInsensitive) == 0)
                    return line.mid(colon + 1).trimmed();
            }
            return {};
        }
    };

    explicit RawClient(const QString &url, int receiveBuffer = 0)
    {
        if (url.startsWith(QLatin1String("unix:"))) {
            sockaddr_un address{};
            address.sun_family = AF_UNIX;
            const QByteArray path = url.mid(5).toLocal8Bit();
            qstrncpy(address.sun_path, path.constData(), sizeof address.sun_path);
            open(AF_UNIX, reinterpret_cast<sockaddr *>(&address), sizeof address, 0);
            return;
        }
        const QUrl parsed(url);
        if (parsed.host().contains(u':')) {
            sockaddr_in6 address{};
            address.sin6_family = AF_INET6;
            address.sin6_port = htons(quint16(parsed.port()));
            inet_pton(AF_INET6, parsed.host().toLatin1().constData(), &address.sin6_addr);
            open(AF_INET6, reinterpret_cast<sockaddr *>(&address), sizeof address, receiveBuffer);
        } else {
            sockaddr_in address{};
            address.sin_family = AF_INET;
            address.sin_port = htons(quint16(parsed.port()));
            inet_pton(AF_INET, parsed.host().toLatin1().constData(), &address.sin_addr);
            open(AF_INET, reinterpret_cast<sockaddr *>(&address), sizeof address, receiveBuffer);
        }
    }
    ~RawClient() { leave(); }
    RawClient(const RawClient &) = delete;
    RawClient &operator=(const RawClient &) = delete;

    bool connected() const { return m_connected; }
    bool send(const QByteArray &bytes)
    {
        return ::send(m_fd, bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL) == bytes.size();
    }
    void endInput() { ::shutdown(m_fd, SHUT_WR); }
    /// Goes without a word: the server sees a reset.
    void reset()
    {
        const linger now{1, 0};
        ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        leave();
    }
    void leave()
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = -1;
    }

    /// Reads one answer; `hasBody` false for the answer to HEAD.
    Answer answer(bool hasBody = true, int timeoutMs = 5000)
    {
        Answer answer;
        qsizetype end = 0;
        while ((end = m_buffer.indexOf("\r\n\r\n")) < 0) {
            if (!receive(timeoutMs))
                return answer;
        }
        answer.head = m_buffer.first(end + 2);
        m_buffer.remove(0, end + 4);
        answer.status = answer.head.mid(9, 3).toInt();
        if (!hasBody)
            return answer;
        const qsizetype length = answer.header("Content-Length").toLongLong();
        while (m_buffer.size() < length && receive(timeoutMs)) {
        }
        answer.body = m_buffer.first(std::min(length, m_buffer.size()));
        m_buffer.remove(0, answer.body.size());
        return answer;
    }
    Answer get(const QByteArray &target, const QByteArray &headers = {}, const QByteArray &method = "GET")
    {
        send(method + ' ' + target + " HTTP/1.1\r\nHost: test\r\n" + headers + "\r\n");
        return answer(method != "HEAD");
    }
    /// True when the server ends the connection within the time; what it still sent is dropped.
    bool closedWithin(int timeoutMs)
    {
        const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeoutMs);
        while (std::chrono::steady_clock::now() < end) {
            if (!receive(50) && m_ended)
                return true;
        }
        return false;
    }
    /// Reads at most so many bytes, drops them and says how many there were.
    qint64 sip(int bytes)
    {
        QByteArray dropped(bytes, Qt::Uninitialized);
        return ::recv(m_fd, dropped.data(), size_t(bytes), MSG_DONTWAIT);
    }
    QByteArray pending() const { return m_buffer; }

private:
    void open(int family, const sockaddr *address, socklen_t size, int receiveBuffer)
    {
        m_fd = ::socket(family, SOCK_STREAM, 0);
        if (receiveBuffer > 0)
            ::setsockopt(m_fd, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
        m_connected = ::connect(m_fd, address, size) == 0;
    }
    bool receive(int timeoutMs)
    {
        pollfd wait{m_fd, POLLIN, 0};
        if (::poll(&wait, 1, timeoutMs) <= 0)
            return false;
        char bytes[65536];
        const ssize_t count = ::recv(m_fd, bytes, sizeof bytes, 0);
        if (count <= 0) {
            m_ended = true;
            return false;
        }
        m_buffer.append(bytes, count);
        return true;
    }

    int m_fd = -1;
    bool m_connected = false;
    bool m_ended = false;
    QByteArray m_buffer;
};

} // namespace vitrine::test
