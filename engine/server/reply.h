#pragma once

#include "server/connection.h"

namespace vitrine::server {

/// The responder's other end: carries one answer to its connection's thread, whoever calls and however late.
/// An answer that is dropped unsent becomes a 500, so that no client waits for nothing.
class Reply
{
public:
    Reply(std::shared_ptr<ServerCore> core, IoLoop &loop, std::weak_ptr<Connection> connection,
          std::uint64_t sequence);
    ~Reply();
    Reply(const Reply &) = delete;
    Reply &operator=(const Reply &) = delete;

    void send(origin::Response response);

private:
    std::shared_ptr<ServerCore> m_core; ///< keeps the loop, not the connection
    IoLoop &m_loop;
    std::weak_ptr<Connection> m_connection;
    std::uint64_t m_sequence;
    std::atomic<bool> m_sent{false};
};

} // namespace vitrine::server
