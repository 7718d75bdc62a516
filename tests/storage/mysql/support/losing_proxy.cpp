#include "storage/mysql/support/losing_proxy.h"

#include <QByteArray>

#include <arpa/inet.h>
#include <array>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vitrine::test {

namespace {

sockaddr_in onLoopback(int port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(quint16(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// The text protocol's packet of one command.
bool isCommit(QByteArrayView sent)
{
    return sent.size() == 11 && sent.endsWith("\x03" "COMMIT");
}

/// As MariaDB's ERR packet has it, in answer to one command.
void sayCutOff(int client)
{
    const QByteArray said = QByteArray("\xff\x9c\x04", 3) + "#HY000Got error 6 \"No such device or address\" during COMMIT";
    const QByteArray packet = QByteArray(1, char(said.size())) + QByteArray("\0\0\1", 3) + said;
    ::send(client, packet.constData(), size_t(packet.size()), MSG_NOSIGNAL);
}

} // namespace

LosingProxy::LosingProxy(int serverPort) : m_server(onLoopback(serverPort)), m_listener(::socket(AF_INET, SOCK_STREAM, 0))
{
    sockaddr_in any = onLoopback(0);
    socklen_t size = sizeof any;
    if (::bind(m_listener, reinterpret_cast<sockaddr *>(&any), size) != 0 || ::listen(m_listener, 16) != 0 ||
        ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&any), &size) != 0)
        qFatal("the proxy cannot listen");
    m_port = ntohs(any.sin_port);
    m_acceptor = std::thread([this] {
        for (int client = 0; (client = ::accept(m_listener, nullptr, nullptr)) >= 0;)
            m_links.emplace_back([this, client] { carry(client); });
    });
}

LosingProxy::~LosingProxy()
{
    ::shutdown(m_listener, SHUT_RDWR);
    m_acceptor.join();
    for (std::thread &link : m_links)
        link.join();
    ::close(m_listener);
}

void LosingProxy::loseNextCommits(Loss loss, int count)
{
    m_loss = loss;
    m_toLose = count;
}

bool LosingProxy::takesOne()
{
    for (int left = m_toLose; left > 0;) {
        if (m_toLose.compare_exchange_weak(left, left - 1))
            return true;
    }
    return false;
}

/// Until one side closes.
void LosingProxy::carry(int client)
{
    const int server = ::socket(AF_INET, SOCK_STREAM, 0);
    std::array<pollfd, 2> ends{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    std::array<char, 65536> buffer;
    bool isOpen = ::connect(server, reinterpret_cast<const sockaddr *>(&m_server), sizeof m_server) == 0, loses = false;
    while (isOpen && ::poll(ends.data(), ends.size(), -1) > 0) {
        for (size_t i = 0; i < ends.size() && isOpen; ++i) {
            if (ends[i].revents == 0)
                continue;
            const ssize_t size = ::recv(ends[i].fd, buffer.data(), buffer.size(), 0);
            isOpen = size > 0;
            if (!isOpen)
                break;
            if (i == 1 && loses) { // the server's answer to the commit
                isOpen = m_loss == Loss::Silence;
                m_silent += isOpen;
                if (m_loss == Loss::CutOffAfter)
                    sayCutOff(client);
                continue;
            }
            if (i == 0 && isCommit({buffer.data(), size}) && takesOne()) {
                loses = true;
                ++m_lost;
                if (m_loss == Loss::CutOffBefore) {
                    sayCutOff(client);
                    isOpen = false;
                    continue;
                }
            }
            isOpen = ::send(ends[1 - i].fd, buffer.data(), size_t(size), MSG_NOSIGNAL) == size;
        }
    }
    ::close(client);
    ::close(server);
}

} // namespace vitrine::test
