#include "server/listener.h"
#include "base/log.h"

#include <QFile>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace vitrine::server {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Local = asio::local::stream_protocol;

namespace {

constexpr int RefusedAtOnce = 64; ///< clients beyond the limit that are told so; more are just closed
constexpr int AcceptedAtOnce = 64; ///< clients; then those who are connected have their turn
constexpr std::chrono::milliseconds DescriptorPause{50};

Error bindError(const error_code &ec, const QString &address)
{
    if (ec == asio::error::address_in_use) {
        return {ErrorCode::Conflict,
                QStringLiteral("%1 is in use by another process").arg(address),
                {},
                QStringLiteral(
                    "Stop that process, choose another port with --listen, or give port 0 for any free one")};
    }
    if (ec == asio::error::access_denied || ec == boost::system::errc::operation_not_permitted) {
        return {ErrorCode::PermissionDenied,
                QStringLiteral("not allowed to listen on %1").arg(address),
                {},
                QStringLiteral("Ports below 1024 need a privilege: choose a higher one")};
    }
    if (ec == boost::system::errc::address_not_available) {
        return {ErrorCode::InvalidArgument,
                QStringLiteral("%1 is not an address of this machine").arg(address),
                {},
                QStringLiteral("127.0.0.1 serves this machine, 0.0.0.0 every network it is on")};
    }
    return {ErrorCode::Io,
            QStringLiteral("cannot listen on %1: %2").arg(address, QString::fromStdString(ec.message())),
            {},
            {}};
}

template <typename Protocol>
class ProtocolListener final : public Listener,
                               public std::enable_shared_from_this<ProtocolListener<Protocol>>
{
public:
    explicit ProtocolListener(std::shared_ptr<ServerCore> core)
        : m_core(core), m_acceptor(core->loops.front()->context), m_pause(core->loops.front()->context)
    {
    }

    error_code open(const typename Protocol::endpoint &endpoint)
    {
        error_code ec;
        // Not by the acceptor's own open(): no process that is started meanwhile may inherit it.
        const auto protocol = endpoint.protocol();
        const int descriptor = ::socket(protocol.family(), protocol.type() | SOCK_CLOEXEC, protocol.protocol());
        if (descriptor < 0)
            return {errno, boost::system::system_category()};
        m_acceptor.assign(protocol, descriptor, ec);
        if (ec) {
            ::close(descriptor);
            return ec;
        }
        if (std::is_same_v<Protocol, tcp>) {
            m_acceptor.set_option(asio::socket_base::reuse_address(true), ec);
            m_acceptor.set_option(tcp::no_delay(true), ec); // accepted sockets inherit it
        }
        m_acceptor.non_blocking(true, ec);
        if (!ec)
            m_acceptor.bind(endpoint, ec);
        if (!ec)
            m_acceptor.listen(asio::socket_base::max_listen_connections, ec);
        return ec;
    }
    void setPath(const QString &path) { m_path = path; }

    QString url() const override
    {
        if constexpr (std::is_same_v<Protocol, tcp>) {
            const tcp::endpoint endpoint = m_acceptor.local_endpoint();
            const QString host = QString::fromStdString(endpoint.address().to_string());
            return QStringLiteral("http://%1:%2")
                .arg(endpoint.address().is_v6() ? QStringLiteral("[%1]").arg(host) : host)
                .arg(endpoint.port());
        } else {
            return QStringLiteral("unix:%1").arg(m_path);
        }
    }

    void accept() override
    {
        m_acceptor.async_wait(asio::socket_base::wait_read, [self = this->shared_from_this()](const error_code &ec) {
            if (ec == asio::error::operation_aborted)
                return;
            if (ec || !self->takeWhoWaits())
                return self->pause();
            self->accept();
        });
    }
    void close() override
    {
        error_code ec;
        m_acceptor.close(ec);
        if (!m_path.isEmpty())
            QFile::remove(m_path);
        m_pause.cancel();
    }

private:
    /// False when the machine does not let it.
    bool takeWhoWaits()
    {
        for (int taken = 0; taken < AcceptedAtOnce && m_acceptor.is_open(); ++taken) {
            const int descriptor = ::accept4(m_acceptor.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (descriptor >= 0)
                welcome(descriptor);
            else if (errno == EAGAIN)
                return true;
            else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
                return false;
            // Else that client has gone already (accept(2), "Error handling").
        }
        return true;
    }

    /// Out of descriptors: accepting again at once would only spin.
    void pause()
    {
        qCWarning(log::server, "cannot accept: %s", std::strerror(errno));
        m_pause.expires_after(DescriptorPause);
        m_pause.async_wait([self = this->shared_from_this()](const error_code &cancelled) {
            if (!cancelled)
                self->accept();
        });
    }

    void welcome(int descriptor)
    {
        const auto core = m_core.lock();
        if (!core || core->open.load() >= core->limits.connections + RefusedAtOnce) {
            ::close(descriptor);
            return;
        }
        IoLoop &loop = *core->loops[m_next++ % core->loops.size()];
        Socket socket(loop.context);
        error_code ec;
        socket.assign(Socket::protocol_type(m_acceptor.local_endpoint(ec).protocol()), descriptor, ec);
        if (ec) {
            ::close(descriptor);
            return;
        }
        const bool full = core->open.fetch_add(1) >= core->limits.connections;
        auto connection = std::make_shared<Connection>(std::move(socket), core, loop);
        asio::post(loop.context, [connection, &loop, full] {
            loop.connections.insert(connection);
            full ? connection->refuse() : connection->start();
        });
    }

    std::weak_ptr<ServerCore> m_core;
    typename Protocol::acceptor m_acceptor;
    asio::steady_timer m_pause;
    QString m_path;
    size_t m_next = 0;
};

Result<std::shared_ptr<Listener>> openUnix(const QString &path, std::shared_ptr<ServerCore> core)
{
    const QByteArray name = QFile::encodeName(path);
    if (name.isEmpty() || name.size() > 107) {
        return Error{
            ErrorCode::InvalidArgument, QStringLiteral("a unix socket's path has 1 to 107 bytes"), path, {}};
    }
    const Local::endpoint endpoint(name.toStdString());
    Local::socket probe(core->loops.front()->context);
    error_code ec;
    probe.connect(endpoint, ec);
    if (!ec)
        return bindError(asio::error::address_in_use, path);
    std::error_code ignored;
    if (ec == asio::error::connection_refused && std::filesystem::is_socket(name.toStdString(), ignored))
        QFile::remove(path); // left over by a process that was killed
    auto listener = std::make_shared<ProtocolListener<Local>>(core);
    ec = listener->open(endpoint);
    if (ec)
        return bindError(ec, path);
    listener->setPath(path);
    return std::shared_ptr<Listener>(listener);
}

} // namespace

Result<std::shared_ptr<Listener>> Listener::open(const QString &address, std::shared_ptr<ServerCore> core)
{
    if (address.startsWith(QLatin1String("unix:")))
        return openUnix(address.mid(5), std::move(core));

    const Error malformed{ErrorCode::InvalidArgument,
                          QStringLiteral("'%1' is not an address").arg(address),
                          {},
                          QStringLiteral("Write 127.0.0.1:8480, [::1]:8480 or unix:/path/to/socket")};
    const qsizetype colon = address.lastIndexOf(u':');
    bool isNumber = false;
    const uint port = address.mid(colon + 1).toUInt(&isNumber);
    if (colon <= 0 || !isNumber || port > 65535)
        return malformed;
    QString host = address.left(colon);
    const bool bracketed = host.startsWith(u'[') && host.endsWith(u']');
    if (bracketed)
        host = host.mid(1, host.size() - 2);
    else if (host == QLatin1String("localhost"))
        host = QStringLiteral("127.0.0.1");
    error_code ec;
    const auto ip = asio::ip::make_address(host.toStdString(), ec);
    if (ec || ip.is_v6() != bracketed)
        return malformed;
    auto listener = std::make_shared<ProtocolListener<tcp>>(core);
    ec = listener->open(tcp::endpoint(ip, static_cast<unsigned short>(port)));
    if (ec)
        return bindError(ec, address);
    return std::shared_ptr<Listener>(listener);
}

} // namespace vitrine::server
