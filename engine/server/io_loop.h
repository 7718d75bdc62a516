#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <memory>
#include <thread>
#include <unordered_set>

// Private to this folder.

namespace vitrine::server {

class Connection;

/// One I/O thread with everything it owns. Connections never move between loops, so that they need no lock.
struct IoLoop
{
    boost::asio::io_context context{1};
    boost::asio::steady_timer ticker{context};
    std::thread thread;
    std::unordered_set<std::shared_ptr<Connection>> connections; ///< this thread only

    void run();
    bool isCurrentThread() const;
    /// Lets the connection write once those that have sent something have been read, a few of the postponed ones
    /// between any two rounds of reading. To refuse costs three times what it costs to read what is refused: in a flood the
    /// refusals would hold up everybody whom the origin can serve. This thread only.
    void postpone(std::shared_ptr<Connection> connection);

private:
    void resumeSome();

    std::deque<std::shared_ptr<Connection>> m_postponed;
};

} // namespace vitrine::server
