#include "server/response_head.h"

#include <QDateTime>
#include <QLocale>

#include <charconv>
#include <cstring>
#include <ctime>

namespace vitrine::server {

namespace {

QByteArrayView reasonPhrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 206:
        return "Partial Content";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 406:
        return "Not Acceptable";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 412:
        return "Precondition Failed";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 416:
        return "Range Not Satisfiable";
    case 417:
        return "Expectation Failed";
    case 422:
        return "Unprocessable Content";
    case 428:
        return "Precondition Required";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    case 507:
        return "Insufficient Storage";
    }
    return ""; // RFC 9112 4: may be empty
}

/// Writes into memory that is known to suffice: a head is made for every answer, and this is half the time of
/// doing it by QByteArray::append.
class HeadWriter
{
public:
    explicit HeadWriter(qsizetype capacity) : m_bytes(capacity, Qt::Uninitialized), m_next(m_bytes.data()) {}

    void add(QByteArrayView text)
    {
        std::memcpy(m_next, text.data(), size_t(text.size()));
        m_next += text.size();
    }
    void addClean(QByteArrayView text)
    {
        for (char c : text)
            *m_next++ = c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
    }
    void add(qint64 number) { m_next = std::to_chars(m_next, m_next + MaxDigits, number).ptr; }
    QByteArray take()
    {
        m_bytes.truncate(m_next - m_bytes.constData());
        return std::move(m_bytes);
    }

    static constexpr int MaxDigits = 20;

private:
    QByteArray m_bytes;
    char *m_next;
};

} // namespace

bool sendsBody(QByteArrayView method, int status)
{
    return method != "HEAD" && status >= 200 && status != 204 && status != 304;
}

const QByteArray &httpDate()
{
    thread_local std::time_t second = 0;
    thread_local QByteArray text;
    const std::time_t now = std::time(nullptr);
    if (now != second) {
        second = now;
        text = QLocale::c()
                   .toString(QDateTime::fromSecsSinceEpoch(now, Qt::UTC),
                             QStringLiteral("ddd, dd MMM yyyy hh:mm:ss"))
                   .toLatin1() +
               " GMT";
    }
    return text;
}

QByteArray responseHead(const origin::Response &response, bool keepAlive)
{
    const QByteArrayView reason = reasonPhrase(response.status);
    const QByteArray &date = httpDate();
    qsizetype capacity = 80 + 2 * HeadWriter::MaxDigits + reason.size() + date.size();
    for (const auto &[name, value] : response.headers)
        capacity += name.size() + value.size() + 4;
    HeadWriter head(capacity);
    head.add("HTTP/1.1 ");
    head.add(response.status);
    head.add(" ");
    head.add(reason);
    head.add("\r\nDate: ");
    head.add(date);
    head.add("\r\n");
    for (const auto &[name, value] : response.headers) {
        head.addClean(name);
        head.add(": ");
        head.addClean(value);
        head.add("\r\n");
    }
    // A 304 speaks of the body that a 200 would have had (RFC 9110 8.6), which its handler need not know.
    if (response.status != 204 && response.status != 304 && !response.stream) {
        head.add("Content-Length: ");
        head.add(response.body.size());
        head.add("\r\n");
    }
    if (!keepAlive)
        head.add("Connection: close\r\n");
    head.add("\r\n");
    return head.take();
}

QByteArray cacheOutcome(const origin::Response &response)
{
    for (const auto &[name, value] : response.headers) {
        if (name.compare("Cache-Status", Qt::CaseInsensitive) != 0)
            continue;
        if (value.contains("; hit"))
            return QByteArrayLiteral("hit");
        if (value.contains("; collapsed"))
            return QByteArrayLiteral("coalesced");
        if (value.contains("; fwd="))
            return QByteArrayLiteral("miss");
    }
    return {};
}

} // namespace vitrine::server
