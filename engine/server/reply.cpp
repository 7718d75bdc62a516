#include "server/reply.h"
#include "origin/error_status.h"

#include <boost/asio/post.hpp>

namespace vitrine::server {

Reply::Reply(std::shared_ptr<ServerCore> core, IoLoop &loop, std::weak_ptr<Connection> connection,
             std::uint64_t sequence)
    : m_core(std::move(core)), m_loop(loop), m_connection(std::move(connection)), m_sequence(sequence)
{
}

Reply::~Reply()
{
    if (!m_sent.load())
        send(origin::errorResponse(
            {ErrorCode::Internal, QStringLiteral("a handler dropped its request"), {}, {}}));
}

void Reply::send(origin::Response response)
{
    if (m_sent.exchange(true))
        return;
    if (m_loop.isCurrentThread()) {
        if (const auto connection = m_connection.lock())
            connection->answer(m_sequence, std::move(response));
        return;
    }
    // Only weak here: a strong reference in the queue of a loop that has ended would keep both alive for
    // ever.
    boost::asio::post(m_loop.context, [connection = m_connection, sequence = m_sequence,
                                       answer = std::move(response)]() mutable {
        if (const auto alive = connection.lock())
            alive->answer(sequence, std::move(answer));
    });
}

} // namespace vitrine::server
