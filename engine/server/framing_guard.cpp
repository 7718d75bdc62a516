#include "server/framing_guard.h"

#include <array>

namespace vitrine::server {

namespace {

/// RFC 9110 5.6.2
constexpr std::array<bool, 256> tokenBytes()
{
    std::array<bool, 256> table{};
    for (unsigned c = '0'; c <= '9'; ++c)
        table[c] = true;
    for (unsigned c = 'a'; c <= 'z'; ++c)
        table[c] = table[c - 'a' + 'A'] = true;
    for (unsigned char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'})
        table[c] = true;
    return table;
}
constexpr auto Token = tokenBytes();

bool isToken(QByteArrayView text)
{
    for (char c : text) {
        if (!Token[static_cast<unsigned char>(c)])
            return false;
    }
    return !text.isEmpty();
}

bool isVisible(QByteArrayView text, unsigned char first)
{
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < first || byte >= 0x7f)
            return false;
    }
    return true;
}

bool isFieldValue(QByteArrayView text)
{
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && byte != '\t') || byte == 0x7f)
            return false;
    }
    return true;
}

bool isNumber(QByteArrayView text)
{
    for (char c : text) {
        if (c < '0' || c > '9')
            return false;
    }
    return !text.isEmpty() && text.size() <= 18;
}

bool isHost(QByteArrayView text)
{
    for (char c : text) {
        if (c == '/' || c == '@' || c == ',' || c == ' ' || c == '\t' || c == '\\' || c == '?' || c == '#')
            return false;
    }
    return isVisible(text, 0x21);
}

bool same(QByteArrayView a, QByteArrayView b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

struct Seen
{
    int lengths = 0;
    int codings = 0;
    int hosts = 0;
    bool version10 = false;
};

const char *requestLineFault(QByteArrayView line, Seen *seen)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last == first)
        return "the request line is not METHOD SP TARGET SP VERSION";
    if (!isToken(line.first(first)))
        return "the method is not a token";
    const QByteArrayView target = line.sliced(first + 1, last - first - 1);
    if (target.isEmpty() || !isVisible(target, 0x21) || target.contains('#'))
        return "the request target holds a byte that must be percent-encoded";
    const bool absolute = target.startsWith("http://") || target.startsWith("https://");
    if (target.front() != '/' && target != "*" && !absolute)
        return "the request target is not in origin form";
    const QByteArrayView version = line.sliced(last + 1);
    seen->version10 = version == "HTTP/1.0";
    if (!seen->version10 && version != "HTTP/1.1")
        return "the version is not HTTP/1.1 or HTTP/1.0";
    return nullptr;
}

const char *fieldFault(QByteArrayView line, Seen *seen)
{
    if (line.front() == ' ' || line.front() == '\t')
        return "a header line is folded";
    const qsizetype colon = line.indexOf(':');
    if (colon < 0)
        return "a header line has no colon";
    const QByteArrayView name = line.first(colon);
    if (!isToken(name))
        return "a header name is not a token, or is followed by a space";
    const QByteArrayView value = line.sliced(colon + 1).trimmed();
    if (!isFieldValue(line.sliced(colon + 1)))
        return "a header value holds a control byte";
    if (name.size() == 14 && same(name, "content-length")) {
        if (++seen->lengths > 1 || !isNumber(value))
            return "Content-Length is not one decimal number";
    } else if (name.size() == 17 && same(name, "transfer-encoding")) {
        if (++seen->codings > 1 || !same(value, "chunked"))
            return "Transfer-Encoding is not exactly \"chunked\"";
    } else if (name.size() == 4 && same(name, "host")) {
        if (++seen->hosts > 1 || !isHost(value))
            return "Host is not one host name";
    }
    return nullptr;
}

} // namespace

const char *framingFault(QByteArrayView head)
{
    Seen seen;
    bool requestLine = true;
    while (!head.isEmpty()) {
        const qsizetype end = head.indexOf('\n');
        if (end < 1 || head[end - 1] != '\r')
            return "a line does not end with CR LF";
        const QByteArrayView line = head.first(end - 1);
        head = head.sliced(end + 1);
        if (line.isEmpty() && !requestLine)
            break;
        if (const char *fault = requestLine ? requestLineFault(line, &seen) : fieldFault(line, &seen))
            return fault;
        requestLine = false;
    }
    if (seen.lengths && seen.codings)
        return "Content-Length and Transfer-Encoding contradict each other";
    if (seen.codings && seen.version10)
        return "HTTP/1.0 has no Transfer-Encoding";
    if (!seen.hosts && !seen.version10)
        return "the Host header is missing";
    return nullptr;
}

const char *earlyFramingFault(QByteArrayView beginning)
{
    for (qsizetype i = 0; i < beginning.size(); ++i) {
        const char c = beginning[i];
        if (c == '\0')
            return "the head holds a NUL byte";
        if (c == '\n' && (i == 0 || beginning[i - 1] != '\r'))
            return "a line does not end with CR LF";
        if (c == '\r' && i + 1 < beginning.size() && beginning[i + 1] != '\n')
            return "a carriage return stands alone";
    }
    return nullptr;
}

} // namespace vitrine::server
