#pragma once

#include <atomic>
#include <thread>
#include <vector>

#include <netinet/in.h>

namespace vitrine::test {

/// What becomes of a commit.
enum class Loss {
    Answer,       ///< it is made, and the connection breaks before that is said
    Silence,      ///< it is made, and nothing is said until the server ends
    CutOffAfter,  ///< it is made, and error 1180 is said: the node was cut off from its cluster meanwhile
    CutOffBefore  ///< it is not, and the same is said
};

/// Stands between Vitrine and its server on loopback, and can do that to commits. Thread-safe.
class LosingProxy
{
public:
    explicit LosingProxy(int serverPort);
    ~LosingProxy();

    int port() const { return m_port; }
    void loseNextCommits(Loss loss, int count = 1);
    int lost() const { return m_lost; }         ///< commits so far
    int unanswered() const { return m_silent; } ///< of these, that the server has made since

private:
    bool takesOne();
    void carry(int client);

    const sockaddr_in m_server;
    const int m_listener;
    int m_port = 0;
    std::atomic<Loss> m_loss{Loss::Answer};
    std::atomic<int> m_toLose{0}, m_lost{0}, m_silent{0};
    std::vector<std::thread> m_links; // of the acceptor until it has ended
    std::thread m_acceptor;
};

} // namespace vitrine::test
