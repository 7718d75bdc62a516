#include "bench/catalog/delaying_proxy.h"

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vitrine::test {

namespace {

using Steady = std::chrono::steady_clock;

sockaddr_in loopback(int port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
}

void withoutNagle(int socket)
{
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

bool writeAll(int socket, const std::string &bytes)
{
    for (size_t done = 0; done < bytes.size();) {
        const ssize_t n = ::send(socket, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        done += size_t(n);
    }
    return true;
}

} // namespace

DelayingProxy::DelayingProxy(int serverPort, std::chrono::microseconds delay)
    : m_delay(delay), m_listener(::socket(AF_INET, SOCK_STREAM, 0))
{
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    if (bind(m_listener, reinterpret_cast<sockaddr *>(&address), length) != 0 ||
        listen(m_listener, 64) != 0 ||
        getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &length) != 0) {
        std::perror("delaying proxy");
        std::abort();
    }
    m_port = ntohs(address.sin_port);
    m_acceptor = std::thread([this, serverPort] { accept(serverPort); });
}

DelayingProxy::~DelayingProxy()
{
    m_stop = true;
    ::shutdown(m_listener, SHUT_RDWR);
    m_acceptor.join();
    for (const int socket : m_sockets)
        ::shutdown(socket, SHUT_RDWR);
    for (std::thread &thread : m_threads)
        thread.join();
    for (const int socket : m_sockets)
        ::close(socket);
    ::close(m_listener);
}

void DelayingProxy::accept(int serverPort)
{
    while (!m_stop) {
        const int client = ::accept(m_listener, nullptr, nullptr);
        if (client < 0)
            return;
        const int server = ::socket(AF_INET, SOCK_STREAM, 0);
        const sockaddr_in address = loopback(serverPort);
        std::lock_guard lock(m_mutex);
        m_sockets.insert(m_sockets.end(), {client, server});
        if (connect(server, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
            ::shutdown(client, SHUT_RDWR);
            continue;
        }
        withoutNagle(client);
        withoutNagle(server);
        m_threads.emplace_back([=, this] { pump(client, server, m_delay); });
        m_threads.emplace_back([=, this] { pump(server, client, m_delay); });
    }
}

/// Reading goes on while earlier pieces are on their way, as on a wire.
void DelayingProxy::pump(int from, int to, std::chrono::microseconds delay)
{
    std::mutex mutex;
    std::condition_variable arrived;
    std::deque<std::pair<Steady::time_point, std::string>> onTheWay;
    bool isOver = false;
    std::thread writer([&] {
        prctl(PR_SET_TIMERSLACK, 1);
        for (;;) {
            std::unique_lock lock(mutex);
            arrived.wait(lock, [&] { return isOver || !onTheWay.empty(); });
            if (onTheWay.empty())
                break;
            const auto [at, bytes] = std::move(onTheWay.front());
            onTheWay.pop_front();
            lock.unlock();
            std::this_thread::sleep_until(at);
            if (!writeAll(to, bytes))
                break;
        }
        ::shutdown(to, SHUT_WR);
    });
    std::string buffer(65'536, '\0');
    for (ssize_t n = 0; (n = ::recv(from, buffer.data(), buffer.size(), 0)) > 0;) {
        std::lock_guard lock(mutex);
        onTheWay.emplace_back(Steady::now() + delay, buffer.substr(0, size_t(n)));
        arrived.notify_one();
    }
    {
        std::lock_guard lock(mutex);
        isOver = true;
    }
    arrived.notify_one();
    writer.join();
}

} // namespace vitrine::test
