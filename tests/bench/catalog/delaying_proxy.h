#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

namespace vitrine::test {

/// A network between a client and a server on this machine: hands on what comes, each piece a while later, in
/// order, in both directions. So a round trip takes twice `delay` longer. Loopback only.
class DelayingProxy
{
public:
    DelayingProxy(int serverPort, std::chrono::microseconds delay);
    ~DelayingProxy();
    int port() const { return m_port; }

private:
    void accept(int serverPort);
    static void pump(int from, int to, std::chrono::microseconds delay);

    const std::chrono::microseconds m_delay;
    int m_listener = -1;
    int m_port = 0;
    std::mutex m_mutex;
    std::vector<int> m_sockets;         // by m_mutex
    std::vector<std::thread> m_threads; // by m_mutex
    std::atomic_bool m_stop{false};
    std::thread m_acceptor;
};

} // namespace vitrine::test
