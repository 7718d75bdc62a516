#pragma once

#include "origin/http.h"
#include "server/http_server.h"
#include "server/io_loop.h"
#include "server/request_parser.h"

#include <boost/asio/generic/stream_protocol.hpp>

#include <atomic>
#include <deque>
#include <memory>
#include <vector>

// Private to this folder.

namespace vitrine::server {

using Socket = boost::asio::generic::stream_protocol::socket;
using SteadyTime = std::chrono::steady_clock::time_point;

/// What a running server shares with its connections and with the answers that are still out.
struct ServerCore
{
    ServerCore(origin::Handler h, HttpServerLimits l, origin::AccessObserver o, origin::BodyRules r)
        : handler(std::move(h)), limits(std::move(l)), observer(std::move(o)), rules(std::move(r))
    {
    }

    const origin::Handler handler;
    const HttpServerLimits limits;
    const origin::AccessObserver observer;
    const origin::BodyRules rules; ///< may be empty
    std::atomic<int> open{0};
    std::atomic<bool> draining{false};
    std::vector<std::unique_ptr<IoLoop>> loops;
};

/// One client: reads requests, hands up to `MaxPipelined` of them out at once and writes the answers in the
/// order of the requests (RFC 9112 9.3.2). Lives on its loop's thread; kept alive by the loop's set until it
/// is closed.
class Connection : public std::enable_shared_from_this<Connection>
{
public:
    Connection(Socket socket, std::shared_ptr<ServerCore> core, IoLoop &loop);

    void start();
    /// Answers 503 without reading, then closes.
    void refuse();
    void beginDrain();
    void close();
    /// Ends what has waited too long.
    void checkDeadlines(SteadyTime now);
    /// Writes what was put off; from the loop.
    void resume();
    /// The answer to request number `sequence`; on the loop's thread.
    void answer(std::uint64_t sequence, origin::Response response);

private:
    static constexpr size_t MaxPipelined = 16;

    enum class Phase { Idle, Head, Body, Waiting, Streaming, Lingering };

    struct Slot
    {
        std::uint64_t sequence = 0;
        QByteArray method;
        QByteArray target;
        SteadyTime started;
        bool keepAlive = false;
        bool ready = false;
        origin::Response response;
        QByteArray head;
    };

    void read();
    void onRead(const boost::system::error_code &ec, size_t bytes);
    void process();
    bool parseHead();
    bool parseBody();
    void dispatch();
    bool acceptBody();
    void reject(int status, const QByteArray &reason);
    void reject(origin::Response response);
    void settle();
    void flush();
    void prepareWrite();
    bool writeSome();
    void finishWritten();
    void beginStream(std::shared_ptr<origin::BodyStream> stream);
    void takeFromStream();
    void watchStream();
    void sendContinue();
    void linger();
    void enter(Phase phase);
    void renewWriteDeadline();
    qint64 queuedInKernel();
    size_t buffered() const { return m_end - m_begin; }

    std::weak_ptr<ServerCore> m_core; ///< for answers that outlive this server
    ServerCore &m_server;             ///< outlives every connection: it owns the loops that own them
    IoLoop &m_loop;
    Socket m_socket;
    RequestParser m_parser;
    std::vector<char> m_in;
    size_t m_begin = 0; ///< of the bytes that are read and not yet parsed
    size_t m_end = 0;
    size_t m_scanned = 0; ///< how far the search for the head's end has come
    std::deque<Slot> m_slots;
    std::vector<boost::asio::const_buffer> m_out;
    size_t m_outNext = 0;
    std::shared_ptr<origin::BodyStream> m_stream; ///< once its head is written; the last answer of a connection
    QByteArray m_streamBytes;                     ///< in m_out
    size_t m_outSlots = 0;     ///< slots whose bytes are in m_out
    qint64 m_bodySince = 0;    ///< bytes since the read deadline was set
    qint64 m_queuedThen = 0;   ///< bytes in the kernel's buffer when the write deadline was set
    qint64 m_writtenSince = 0; ///< bytes since the write deadline was set
    std::uint64_t m_nextSequence = 0;
    QByteArray m_client;
    SteadyTime m_readDeadline = SteadyTime::max();
    SteadyTime m_writeDeadline = SteadyTime::max();
    Phase m_phase = Phase::Idle;
    bool m_reading = false;
    bool m_waitingToWrite = false;
    bool m_inputEnded = false;  ///< the client has shut its side down
    bool m_lastRequest = false; ///< nothing after the slots that exist will be read
    bool m_dispatching = false;
    bool m_postponed = false; ///< its answers wait until the loop calls resume()
    bool m_continueSent = false;
    bool m_closed = false;
};

} // namespace vitrine::server
