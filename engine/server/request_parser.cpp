#include "server/request_parser.h"
#include "origin/body_file.h"
#include "origin/error_status.h"
#include "server/framing_guard.h"

#include <boost/beast/http/basic_parser.hpp>

#include <array>
#include <optional>

namespace vitrine::server {

namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

constexpr int MaxFields = 100;

/// Lower-case names of all fields that Beast knows, so that the usual header costs no allocation.
const QByteArray &knownName(http::field field)
{
    static const auto names = [] {
        std::array<QByteArray, size_t(http::field::xref) + 1> table;
        for (size_t i = 0; i < table.size(); ++i) {
            const string_view name = http::to_string(http::field(i));
            table[i] = QByteArray(name.data(), qsizetype(name.size())).toLower();
        }
        return table;
    }();
    return names[size_t(field)];
}

QByteArray bytes(string_view text)
{
    return {text.data(), qsizetype(text.size())};
}

} // namespace

/// Fills a Request while Beast walks over the bytes.
class MessageParser final : public http::basic_parser<true>
{
public:
    origin::Request request;
    bool http11 = true;
    bool expect = false;
    bool unknownExpectation = false;
    bool chunkExtension = false;
    bool headerDone = false;
    bool trailer = false;
    bool tooManyFields = false;
    std::shared_ptr<origin::BodyFile> file; ///< takes the body where there is one
    qint64 limit = 0;
    std::optional<Error> unwritten; ///< why the file did not take it

private:
    void on_request_impl(http::verb, string_view method, string_view target, int version,
                         error_code &) override
    {
        http11 = version >= 11;
        request.method = bytes(method);
        request.target = bytes(target);
        if (!request.target.startsWith('/') && request.target != "*")
            request.target = originForm(request.target);
    }
    void on_response_impl(int, string_view, int, error_code &) override {}
    void on_field_impl(http::field name, string_view text, string_view value, error_code &ec) override
    {
        // Nothing here reads trailers, and one that is taken for a header (Content-Length, Host) is an
        // attack.
        if (headerDone) {
            trailer = true;
            ec = http::error::bad_field;
            return;
        }
        if (request.headers.size() >= MaxFields) {
            tooManyFields = true;
            ec = http::error::header_limit;
            return;
        }
        if (name == http::field::expect) {
            expect = QByteArrayView(value.data(), qsizetype(value.size()))
                         .compare("100-continue", Qt::CaseInsensitive) == 0;
            unknownExpectation = !expect;
        }
        request.headers.emplaceBack(name == http::field::unknown ? bytes(text).toLower() : knownName(name),
                                    bytes(value));
    }
    void on_header_impl(error_code &) override { headerDone = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t> &length, error_code &) override
    {
        if (length && !file)
            request.body.reserve(qsizetype(std::min<std::uint64_t>(*length, 256 * 1024)));
    }
    std::size_t on_body_impl(string_view body, error_code &ec) override
    {
        // The limit that Beast keeps is per Content-Length or chunk; the sum is what memory and disk feel.
        const qint64 held = file ? file->sizeBytes() : request.body.size();
        if (held + qint64(body.size()) > limit) {
            ec = http::error::body_limit;
            return 0;
        }
        if (!file) {
            request.body.append(body.data(), qsizetype(body.size()));
        } else if (const Status taken = file->append({body.data(), qsizetype(body.size())}); !taken) {
            unwritten = taken.error();
            ec = http::error::partial_message;
            return 0;
        }
        return body.size();
    }
    void on_chunk_header_impl(std::uint64_t, string_view extensions, error_code &ec) override
    {
        if (!extensions.empty()) {
            chunkExtension = true;
            ec = http::error::bad_chunk_extension;
        }
    }
    std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code &ec) override
    {
        return on_body_impl(body, ec);
    }
    void on_finish_impl(error_code &) override {}

    /// RFC 9112 3.2.2: an absolute target is accepted, its authority wins over Host, and the handler sees the
    /// path.
    static QByteArray originForm(const QByteArray &absolute)
    {
        const qsizetype authority = absolute.indexOf("://") + 3;
        const qsizetype path = absolute.indexOf('/', authority);
        const qsizetype query = absolute.indexOf('?', authority);
        if (path >= 0 && (query < 0 || path < query))
            return absolute.mid(path);
        return query >= 0 ? "/" + absolute.mid(query) : QByteArray("/");
    }
};

struct RequestParser::Impl
{
    std::optional<MessageParser> message;
    bool bodyBegun = false;

    Fault faultOf(const error_code &ec) const
    {
        if (message->tooManyFields)
            return {431, "more than " + QByteArray::number(MaxFields) + " header fields"};
        if (ec == http::error::body_limit)
            return {413, "the body is larger than " + QByteArray::number(message->limit) + " bytes"};
        if (message->unwritten)
            return {origin::httpStatus(message->unwritten->code), "the body cannot be kept"};
        if (message->trailer)
            return {400, "trailer fields are refused"};
        if (message->chunkExtension)
            return {400, "chunk extensions are refused"};
        return {400, QByteArray::fromStdString(ec.message())};
    }
};

RequestParser::RequestParser() : m_impl(std::make_unique<Impl>()) {}

RequestParser::~RequestParser() = default;

RequestParser::Fault RequestParser::head(QByteArrayView head)
{
    if (const char *fault = framingFault(head))
        return {400, fault};
    m_impl->bodyBegun = false;
    MessageParser &message = m_impl->message.emplace();
    message.header_limit(std::uint32_t(head.size()) + 1);
    message.body_limit(boost::none); // expectBody() knows it
    error_code ec;
    message.put(boost::asio::const_buffer(head.data(), size_t(head.size())), ec);
    if (ec && ec != http::error::need_more)
        return m_impl->faultOf(ec);
    if (!message.is_header_done())
        return {400, "the head is not complete"};
    if (message.unknownExpectation)
        return {417, "the only expectation that can be met is 100-continue"};
    return {};
}

const origin::Request &RequestParser::request() const
{
    return m_impl->message->request;
}

RequestParser::Fault RequestParser::expectBody(qint64 limit, std::shared_ptr<origin::BodyFile> file)
{
    MessageParser &message = *m_impl->message;
    message.limit = limit;
    message.file = std::move(file);
    message.body_limit(std::uint64_t(limit));
    const auto length = message.content_length();
    return length && *length > std::uint64_t(limit) ? m_impl->faultOf(http::error::body_limit) : Fault{};
}

RequestParser::Fault RequestParser::body(QByteArrayView bytes, qsizetype *consumed)
{
    *consumed = 0;
    MessageParser &message = *m_impl->message;
    while (!message.is_done() && *consumed < bytes.size()) {
        error_code ec;
        const size_t used = message.put(
            boost::asio::const_buffer(bytes.data() + *consumed, size_t(bytes.size() - *consumed)), ec);
        *consumed += qsizetype(used);
        m_impl->bodyBegun = true;
        if (ec == http::error::need_more)
            break;
        if (ec)
            return m_impl->faultOf(ec);
    }
    return {};
}

bool RequestParser::inMessage() const
{
    return m_impl->message.has_value();
}

bool RequestParser::complete() const
{
    return m_impl->message && m_impl->message->is_done();
}

bool RequestParser::keepAlive() const
{
    return m_impl->message->http11 && m_impl->message->keep_alive();
}

bool RequestParser::wantsContinue() const
{
    return m_impl->message && m_impl->message->expect && !m_impl->bodyBegun && !m_impl->message->is_done();
}

origin::Request RequestParser::take()
{
    origin::Request request = std::move(m_impl->message->request);
    request.file = std::move(m_impl->message->file);
    m_impl->message.reset();
    return request;
}

} // namespace vitrine::server
