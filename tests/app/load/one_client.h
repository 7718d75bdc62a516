#pragma once

#include <QByteArray>
#include <QUrl>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace vitrine::test {

/// One whole exchange over a connection of its own. Blocks; any thread. Status 0: no whole answer within a minute.
class OneClient
{
public:
    struct Answer
    {
        int status = 0;
        QByteArray head, body; ///< the head in lower case
    };

    static Answer ask(const QString &url, const QByteArray &method, const QByteArray &target, const QByteArray &headers = {}, const QByteArray &body = {})
    {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(quint16(QUrl(url).port()));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{60, 0};
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        QByteArray all;
        if (connect(socket, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0) {
            const QByteArray request = method + ' ' + target + " HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n" + headers +
                                       (body.isEmpty() ? QByteArray() : "Content-Length: " + QByteArray::number(body.size()) + "\r\n") + "\r\n" + body;
            // An answer may come before all of the request is read: what cannot be sent is no failure yet.
            for (qsizetype sent = 0; sent < request.size();) {
                const ssize_t part = send(socket, request.constData() + sent, size_t(request.size() - sent), MSG_NOSIGNAL);
                if (part <= 0)
                    break;
                sent += part;
            }
            char part[65'536];
            for (ssize_t got; (got = recv(socket, part, sizeof part, 0)) > 0;)
                all.append(part, got);
        }
        ::close(socket);
        const qsizetype end = all.indexOf("\r\n\r\n") + 4;
        const QByteArray head = all.left(end).toLower();
        const qsizetype length = head.indexOf("content-length: ");
        if (end < 4 || length < 0 || all.size() - end != head.mid(length + 16, head.indexOf('\r', length) - length - 16).toLongLong())
            return {};
        return {all.mid(9, 3).toInt(), head, all.mid(end)};
    }
};

} // namespace vitrine::test
