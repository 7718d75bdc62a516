#include "server/response_head.h"

#include <QDateTime>
#include <QLocale>

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
    case 204:
        return "No Content";
    case 206:
        return "Partial Content";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
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

void appendClean(QByteArray *out, const QByteArray &text)
{
    const qsizetype from = out->size();
    out->append(text);
    for (char *c = out->data() + from, *end = out->data() + out->size(); c != end; ++c) {
        if (*c == '\r' || *c == '\n' || *c == '\0')
            *c = ' ';
    }
}

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
    QByteArray head;
    qsizetype size = 160;
    for (const auto &[name, value] : response.headers)
        size += name.size() + value.size() + 4;
    head.reserve(size);
    head.append("HTTP/1.1 ").append(QByteArray::number(response.status)).append(' ');
    head.append(reasonPhrase(response.status)).append("\r\nDate: ").append(httpDate()).append("\r\n");
    for (const auto &[name, value] : response.headers) {
        appendClean(&head, name);
        head.append(": ");
        appendClean(&head, value);
        head.append("\r\n");
    }
    // A 304 speaks of the body that a 200 would have had (RFC 9110 8.6); a handler answers it without knowing
    // that one.
    if (response.status != 204 && response.status != 304)
        head.append("Content-Length: ").append(QByteArray::number(response.body.size())).append("\r\n");
    if (!keepAlive)
        head.append("Connection: close\r\n");
    head.append("\r\n");
    return head;
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
