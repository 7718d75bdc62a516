#include "server/connection.h"
#include "origin/body_stream.h"
#include "origin/error_status.h"
#include "server/framing_guard.h"
#include "server/reply.h"
#include "server/response_head.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <span>

namespace vitrine::server {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr qint64 DeadlineStep = 256 * 1024; ///< bytes that buy a new body timeout
constexpr std::chrono::milliseconds LingerTime{1'000};
constexpr size_t FirstBuffer = 2 * 1024; ///< most heads fit; keeps an idle connection small
constexpr size_t BodyBuffer = 16 * 1024;

QByteArray addressOf(const Socket &socket)
{
    error_code ec;
    const auto endpoint = socket.remote_endpoint(ec);
    const int family = ec ? AF_UNSPEC : endpoint.protocol().family();
    if (family != AF_INET && family != AF_INET6)
        return QByteArrayLiteral("unix");
    asio::ip::tcp::endpoint ip;
    std::memcpy(ip.data(), endpoint.data(), endpoint.size());
    ip.resize(endpoint.size());
    return QByteArray::fromStdString(ip.address().to_string());
}

} // namespace

Connection::Connection(Socket socket, std::shared_ptr<ServerCore> core, IoLoop &loop)
    : m_core(core),
      m_server(*core),
      m_loop(loop),
      m_socket(std::move(socket)),
      m_in(FirstBuffer)
{
}

void Connection::start()
{
    error_code ec;
    m_socket.non_blocking(true, ec);
    m_client = addressOf(m_socket);
    m_readDeadline = std::chrono::steady_clock::now() + m_server.limits.headerTimeout;
    read();
}

void Connection::refuse()
{
    error_code ec;
    m_socket.non_blocking(true, ec);
    reject(503, "all connections of this origin are taken");
    settle();
}

void Connection::read()
{
    if (m_closed || m_reading || m_inputEnded)
        return;
    const bool onlyWatching = m_phase == Phase::Lingering || m_phase == Phase::Streaming;
    if (!onlyWatching && (m_lastRequest || m_slots.size() >= MaxPipelined))
        return;
    if (m_begin == m_end) {
        m_begin = m_end = m_scanned = 0;
    } else if (m_end == m_in.size() && m_begin > 0) {
        std::copy(m_in.begin() + std::ptrdiff_t(m_begin), m_in.begin() + std::ptrdiff_t(m_end), m_in.begin());
        m_end -= m_begin;
        m_scanned -= std::min(m_scanned, m_begin);
        m_begin = 0;
    }
    if (m_parser.inMessage() && m_in.size() < BodyBuffer)
        m_in.resize(BodyBuffer);
    else if (m_end == m_in.size())
        m_in.resize(m_in.size() *
                    2); // bounded: parseHead() refuses a head beyond the limit, bodies are consumed
    m_reading = true;
    m_socket.async_read_some(
        asio::buffer(m_in.data() + m_end, m_in.size() - m_end),
        [self = shared_from_this()](const error_code &ec, size_t bytes) { self->onRead(ec, bytes); });
}

void Connection::onRead(const error_code &ec, size_t bytes)
{
    m_reading = false;
    if (m_closed)
        return;
    if (ec && ec != asio::error::eof)
        return close();
    if (m_phase == Phase::Lingering || m_phase == Phase::Streaming) {
        m_begin = m_end = 0;
        return ec ? close() : read();
    }
    if (ec)
        m_inputEnded = true;
    m_end += bytes;
    process();
}

void Connection::process()
{
    bool full = true;
    while (full) {
        while (!m_lastRequest && m_slots.size() < MaxPipelined && parseHead() && parseBody())
            dispatch();
        full = m_slots.size() >= MaxPipelined;
        settle();
        // Answers that were ready are written by now: what is buffered beyond them gets its turn, for no event
        // would come for it.
        full = full && !m_closed && !m_lastRequest && m_slots.size() < MaxPipelined;
    }
}

/// True when a head is parsed, now or before.
bool Connection::parseHead()
{
    if (m_parser.inMessage())
        return true;
    const QByteArrayView bytes(m_in.data() + m_begin, qsizetype(buffered()));
    if (bytes.isEmpty())
        return false;
    const qsizetype from = std::max<qsizetype>(0, qsizetype(m_scanned - std::min(m_scanned, m_begin)) - 3);
    const qsizetype end = bytes.indexOf("\r\n\r\n", from);
    const qint64 limit = m_server.limits.headerBytes;
    if (end < 0 ? bytes.size() > limit : end + 4 > limit) {
        const bool longTarget = !bytes.first(std::min<qsizetype>(bytes.size(), limit)).contains('\n');
        reject(longTarget ? 414 : 431, "the head is larger than " + QByteArray::number(limit) + " bytes");
        return false;
    }
    if (end < 0) {
        m_scanned = m_end;
        if (const char *fault = earlyFramingFault(bytes))
            reject(400, fault);
        return false;
    }
    const RequestParser::Fault fault = m_parser.head(bytes.first(end + 4));
    m_begin += size_t(end) + 4;
    m_scanned = m_begin;
    m_continueSent = false;
    if (fault.status != 0) {
        reject(fault.status, fault.reason);
        return false;
    }
    return acceptBody();
}

/// True when the message is whole.
bool Connection::parseBody()
{
    if (m_parser.complete())
        return true;
    qsizetype consumed = 0;
    const auto fault = m_parser.body(QByteArrayView(m_in.data() + m_begin, qsizetype(buffered())), &consumed);
    m_begin += size_t(consumed);
    m_scanned = m_begin;
    if (fault.status != 0) {
        reject(fault.status, fault.reason);
        return false;
    }
    if (m_parser.complete())
        return true;
    // What is left unparsed is the beginning of a chunk's size line; no honest one is long.
    if (buffered() > 1024) {
        reject(400, "a chunk's size line is too long");
        return false;
    }
    m_bodySince += consumed;
    if (m_phase != Phase::Body || m_bodySince >= DeadlineStep) {
        m_phase = Phase::Waiting;
        m_bodySince = 0;
    }
    enter(Phase::Body);
    return false;
}

void Connection::dispatch()
{
    Slot &slot = m_slots.emplace_back();
    slot.sequence = m_nextSequence++;
    slot.started = std::chrono::steady_clock::now();
    slot.keepAlive = m_parser.keepAlive();
    m_lastRequest = !slot.keepAlive;
    origin::Request request = m_parser.take();
    slot.method = request.method;
    slot.target = request.target;
    m_phase = Phase::Waiting;
    m_readDeadline = SteadyTime::max();

    auto reply = std::make_shared<Reply>(m_core.lock(), m_loop, weak_from_this(), slot.sequence);
    m_dispatching = true;
    m_server.handler(std::move(request), [reply = std::move(reply)](origin::Response response) {
        reply->send(std::move(response));
    });
    m_dispatching = false;
}

void Connection::answer(std::uint64_t sequence, origin::Response response)
{
    if (m_closed || m_slots.empty())
        return;
    const std::uint64_t first = m_slots.front().sequence;
    if (sequence < first || sequence - first >= m_slots.size())
        return;
    Slot &slot = m_slots[size_t(sequence - first)];
    slot.response = std::move(response);
    slot.ready = true;
    if (!m_dispatching)
        return process();
    if (slot.response.status == 503 && !m_postponed) {
        m_postponed = true;
        m_loop.postpone(shared_from_this());
    }
}

void Connection::resume()
{
    m_postponed = false;
    if (!m_closed)
        process();
}

void Connection::reject(int status, const QByteArray &reason)
{
    reject(origin::problemResponse({status,
                                    "http-" + QByteArray::number(status),
                                    QStringLiteral("The request cannot be read"),
                                    QString::fromUtf8(reason),
                                    {}}));
}

void Connection::reject(origin::Response response)
{
    Slot &slot = m_slots.emplace_back();
    slot.sequence = m_nextSequence++;
    slot.started = std::chrono::steady_clock::now();
    slot.response = std::move(response);
    slot.ready = true;
    m_lastRequest = true;
    m_begin = m_end;
}

/// After anything has happened: writes what can be written and decides what to wait for.
void Connection::settle()
{
    flush();
    if (m_closed || m_phase == Phase::Lingering)
        return;
    if (m_slots.empty()) {
        if (m_stream)
            return watchStream();
        if (m_lastRequest)
            return linger();
        if (m_inputEnded)
            return close();
    }
    if (m_lastRequest) {
        m_begin = m_end;
        enter(Phase::Waiting);
    } else if (m_parser.inMessage()) {
        if (m_parser.wantsContinue() && !m_continueSent && m_slots.empty())
            sendContinue();
    } else if (buffered() > 0 && m_slots.size() < MaxPipelined) {
        enter(Phase::Head);
    } else {
        enter(m_slots.empty() ? Phase::Idle : Phase::Waiting);
    }
    read();
}

void Connection::flush()
{
    while (!m_closed && !m_waitingToWrite && !m_postponed) {
        if (m_outNext == m_out.size()) {
            prepareWrite();
            if (m_out.empty())
                return;
        }
        if (!writeSome())
            return;
        finishWritten();
    }
}

void Connection::prepareWrite()
{
    m_out.clear();
    m_outNext = m_outSlots = 0;
    for (Slot &slot : m_slots) {
        if (!slot.ready)
            break;
        ++m_outSlots;
        const bool last = m_server.draining.load(std::memory_order_relaxed) && m_outSlots == m_slots.size();
        if (last || !slot.keepAlive || slot.response.stream) {
            slot.keepAlive = false;
            m_lastRequest = true;
        }
        slot.head = responseHead(slot.response, slot.keepAlive);
        m_out.emplace_back(slot.head.constData(), size_t(slot.head.size()));
        const bool body = sendsBody(slot.method, slot.response.status) && !slot.response.body.isEmpty();
        if (body)
            m_out.emplace_back(slot.response.body.constData(), size_t(slot.response.body.size()));
        if (m_server.observer) {
            const auto duration = std::chrono::steady_clock::now() - slot.started;
            m_server.observer({std::chrono::system_clock::now(), slot.method, slot.target,
                               slot.response.status,
                               slot.head.size() + (body ? slot.response.body.size() : 0),
                               std::chrono::duration_cast<std::chrono::microseconds>(duration),
                               cacheOutcome(slot.response), m_client});
        }
        if (slot.response.stream) {
            m_slots.resize(m_outSlots); // nothing can follow what has no end
            break;
        }
    }
    if (m_slots.empty() && m_stream)
        takeFromStream();
}

/// True when everything in m_out is with the kernel.
bool Connection::writeSome()
{
    // What the end follows at once waits for it in the kernel: one packet instead of two.
    const bool endFollows = m_lastRequest && !m_stream && m_outSlots == m_slots.size() &&
                            (m_slots.empty() || !m_slots.back().response.stream);
    while (m_outNext < m_out.size()) {
        error_code ec;
        size_t written = m_socket.send(std::span<const asio::const_buffer>(m_out).subspan(m_outNext),
                                       endFollows ? MSG_MORE : 0, ec);
        if (ec == asio::error::would_block || ec == asio::error::try_again) {
            m_waitingToWrite = true;
            if (m_writeDeadline == SteadyTime::max())
                renewWriteDeadline();
            m_socket.async_wait(Socket::wait_write, [self = shared_from_this()](const error_code &failed) {
                self->m_waitingToWrite = false;
                if (failed)
                    return self->close();
                self->process();
            });
            return false;
        }
        if (ec) {
            close();
            return false;
        }
        m_writtenSince += qint64(written);
        while (written > 0 && m_outNext < m_out.size()) {
            const size_t part = std::min(written, m_out[m_outNext].size());
            m_out[m_outNext] += part;
            written -= part;
            if (m_out[m_outNext].size() == 0)
                ++m_outNext;
        }
    }
    return true;
}

void Connection::finishWritten()
{
    std::shared_ptr<origin::BodyStream> stream;
    if (m_outSlots > 0)
        stream = m_slots[m_outSlots - 1].response.stream;
    m_slots.erase(m_slots.begin(), m_slots.begin() + std::ptrdiff_t(m_outSlots));
    m_out.clear();
    m_outNext = m_outSlots = 0;
    m_writeDeadline = SteadyTime::max();
    if (stream)
        beginStream(std::move(stream));
}

void Connection::sendContinue()
{
    static constexpr char Continue[] = "HTTP/1.1 100 Continue\r\n\r\n";
    error_code ec;
    // 25 bytes into an empty socket buffer: they fit, or the client is gone.
    asio::write(m_socket, asio::buffer(Continue, sizeof Continue - 1), ec);
    m_continueSent = true;
    if (ec)
        close();
}

/// Says the end and reads until the client has, so that a reset does not overtake the last answer (RFC
/// 9112 9.6).
void Connection::linger()
{
    error_code ec;
    m_socket.shutdown(Socket::shutdown_send, ec);
    if (ec || m_inputEnded)
        return close();
    m_phase = Phase::Lingering;
    m_readDeadline = std::chrono::steady_clock::now() + LingerTime;
    m_begin = m_end = 0;
    read();
}

void Connection::enter(Phase phase)
{
    if (m_phase == phase && (phase != Phase::Idle || m_readDeadline != SteadyTime::max()))
        return;
    m_phase = phase;
    const auto now = std::chrono::steady_clock::now();
    switch (phase) {
    case Phase::Idle:
    case Phase::Head:
        m_readDeadline = now + m_server.limits.headerTimeout;
        break;
    case Phase::Body:
        m_readDeadline = now + m_server.limits.bodyTimeout;
        break;
    case Phase::Waiting:
    case Phase::Streaming:
    case Phase::Lingering:
        m_readDeadline = SteadyTime::max();
        break;
    }
}

void Connection::renewWriteDeadline()
{
    m_writeDeadline = std::chrono::steady_clock::now() + m_server.limits.bodyTimeout;
    m_writtenSince = 0;
    m_queuedThen = queuedInKernel();
}

qint64 Connection::queuedInKernel()
{
    int bytes = 0;
    return ::ioctl(m_socket.native_handle(), SIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

void Connection::checkDeadlines(SteadyTime now)
{
    if (m_closed)
        return;
    if (now >= m_writeDeadline) {
        // What the client has taken, not what the kernel has: its buffer may be many seconds of a slow line.
        if (m_writtenSince + m_queuedThen - queuedInKernel() < DeadlineStep)
            return close();
        renewWriteDeadline();
    }
    if (now < m_readDeadline)
        return;
    if (m_phase == Phase::Head || m_phase == Phase::Body) {
        m_readDeadline = SteadyTime::max();
        m_phase = Phase::Waiting;
        reject(408, "the request did not arrive in time");
        settle();
    } else {
        close();
    }
}

void Connection::beginDrain()
{
    m_lastRequest = true;
    if (m_slots.empty() && m_phase != Phase::Lingering)
        close();
}

void Connection::close()
{
    if (m_closed)
        return;
    m_closed = true;
    if (m_stream)
        m_stream->abandon();
    m_slots.clear();
    error_code ec;
    m_socket.close(ec);
    m_server.open.fetch_sub(1);
    m_loop.connections.erase(shared_from_this());
}

} // namespace vitrine::server
