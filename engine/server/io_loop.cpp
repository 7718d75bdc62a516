#include "server/io_loop.h"
#include "server/connection.h"

#include <boost/asio/post.hpp>

namespace vitrine::server {

namespace {

/// A round of reading is up to 128 connections, which Asio asks the kernel for at once.
constexpr int ResumedPerRound = 16;

thread_local const IoLoop *currentLoop = nullptr;

} // namespace

void IoLoop::run()
{
    currentLoop = this;
    context.run();
    currentLoop = nullptr;
    m_postponed.clear();
}

bool IoLoop::isCurrentThread() const
{
    return currentLoop == this;
}

void IoLoop::postpone(std::shared_ptr<Connection> connection)
{
    m_postponed.push_back(std::move(connection));
    if (m_postponed.size() == 1)
        boost::asio::post(context, [this] { resumeSome(); });
}

void IoLoop::resumeSome()
{
    for (int n = 0; n < ResumedPerRound && !m_postponed.empty(); ++n) {
        const auto connection = std::move(m_postponed.front());
        m_postponed.pop_front();
        connection->resume();
    }
    if (!m_postponed.empty())
        boost::asio::post(context, [this] { resumeSome(); });
}

} // namespace vitrine::server
