// Bodies that are more than bytes in memory: requests that a rule sends into a file, responses without an end.
#include "origin/body_file.h"
#include "origin/body_stream.h"
#include "origin/error_status.h"
#include "server/connection.h"

#include <boost/asio/post.hpp>

namespace vitrine::server {

/// True when the body, if there is one, may come.
bool Connection::acceptBody()
{
    if (m_parser.complete())
        return true;
    origin::BodyRule rule = m_server.rules ? m_server.rules(m_parser.request()) : origin::BodyRule{};
    if (rule.refusal) {
        reject(std::move(*rule.refusal));
        return false;
    }
    std::shared_ptr<origin::BodyFile> file;
    if (rule.spool) {
        auto created = origin::BodyFile::create(m_server.limits.spoolFolder);
        if (!created) {
            reject(origin::errorResponse(created.error()));
            return false;
        }
        file = std::move(*created);
    }
    const qint64 limit = rule.limit >= 0 ? rule.limit : m_server.limits.bodyBytes;
    const RequestParser::Fault fault = m_parser.expectBody(limit, std::move(file));
    if (fault.status == 0)
        return true;
    reject(fault.status, fault.reason);
    return false;
}

/// The head is written: from now on the connection serves the stream alone.
void Connection::beginStream(std::shared_ptr<origin::BodyStream> stream)
{
    m_stream = std::move(stream);
    m_stream->attach([weakCore = m_core, &loop = m_loop, self = weak_from_this()] {
        const auto core = weakCore.lock(); // it owns the loop
        if (!core)
            return;
        boost::asio::post(loop.context, [self] {
            const auto connection = self.lock();
            if (connection && !connection->m_closed)
                connection->process();
        });
    });
}

void Connection::takeFromStream()
{
    bool ended = false;
    m_streamBytes = m_stream->take(&ended);
    if (!m_streamBytes.isEmpty())
        m_out.emplace_back(m_streamBytes.constData(), size_t(m_streamBytes.size()));
    else if (ended)
        m_stream.reset();
}

/// Reads on, only to learn when the client leaves.
void Connection::watchStream()
{
    enter(Phase::Streaming);
    m_begin = m_end = 0;
    read();
}

} // namespace vitrine::server
