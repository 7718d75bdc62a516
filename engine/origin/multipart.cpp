#include "origin/multipart.h"

namespace vitrine::origin {

namespace {

constexpr qsizetype MostParts = 16;
constexpr qsizetype LongestPartHead = 8 * 1024;

Error malformed(const char *what)
{
    return {ErrorCode::InvalidArgument, QLatin1String(what), QStringLiteral("body"),
            QStringLiteral("Send the picture itself, or multipart/form-data as a browser does")};
}

/// The value of a parameter of a header, plain or quoted; nothing when it is absent.
std::optional<QByteArray> parameter(QByteArrayView header, QByteArrayView wanted)
{
    qsizetype at = header.indexOf(';');
    while (at >= 0 && at < header.size()) {
        ++at;
        while (at < header.size() && (header[at] == ' ' || header[at] == '\t' || header[at] == ';'))
            ++at;
        const qsizetype equals = header.indexOf('=', at);
        if (equals < 0)
            return std::nullopt;
        const QByteArrayView name = header.sliced(at, equals - at).trimmed();
        QByteArray value;
        at = equals + 1;
        if (at < header.size() && header[at] == '"') {
            for (++at; at < header.size() && header[at] != '"'; ++at) {
                if (header[at] == '\\' && at + 1 < header.size() && (header[at + 1] == '"' || header[at + 1] == '\\'))
                    ++at;
                value += header[at];
            }
            at = header.indexOf(';', at);
        } else {
            const qsizetype end = header.indexOf(';', at);
            value = header.sliced(at, (end < 0 ? header.size() : end) - at).trimmed().toByteArray();
            at = end;
        }
        if (name.compare(wanted, Qt::CaseInsensitive) == 0)
            return value;
    }
    return std::nullopt;
}

/// Reads the part's head, which ends with an empty line; false when there is no disposition with a name.
bool readHead(QByteArrayView head, FormPart *part)
{
    while (!head.isEmpty()) {
        qsizetype end = head.indexOf("\r\n");
        if (end < 0)
            end = head.size();
        const QByteArrayView line = head.first(end);
        head = head.sliced(std::min(head.size(), end + 2));
        const qsizetype colon = line.indexOf(':');
        if (colon < 0 || line.first(colon).trimmed().compare("content-disposition", Qt::CaseInsensitive) != 0)
            continue;
        const QByteArrayView disposition = line.sliced(colon + 1);
        const auto name = parameter(disposition, "name");
        if (!name)
            return false;
        part->name = *name;
        part->fileName = parameter(disposition, "filename");
        return true;
    }
    return false;
}

} // namespace

std::optional<QByteArray> formBoundary(QByteArrayView contentType)
{
    const qsizetype end = contentType.indexOf(';');
    const QByteArrayView type = end < 0 ? contentType : contentType.first(end);
    if (type.trimmed().compare("multipart/form-data", Qt::CaseInsensitive) != 0)
        return std::nullopt;
    auto boundary = parameter(contentType, "boundary");
    if (!boundary || boundary->isEmpty() || boundary->size() > 70)
        return std::nullopt;
    return boundary;
}

Result<QVector<FormPart>> parseForm(QByteArrayView body, const QByteArray &boundary)
{
    const QByteArray first = "--" + boundary;
    const QByteArray next = "\r\n" + first;
    qsizetype at = 0;
    if (!body.startsWith(first)) {
        at = body.indexOf(next); // a preamble
        if (at < 0)
            return malformed("the form does not begin with its boundary");
        at += 2;
    }
    at += first.size();
    QVector<FormPart> parts;
    for (;;) {
        // Behind a boundary: "--" ends the form, padding and a line end begin a part.
        if (body.sliced(at).startsWith("--"))
            return parts;
        while (at < body.size() && (body[at] == ' ' || body[at] == '\t'))
            ++at;
        if (!body.sliced(at).startsWith("\r\n"))
            return malformed("a boundary of the form is not followed by a line end");
        if (parts.size() == MostParts)
            return malformed("the form has more than 16 parts");
        // The head's last line may be its first: a part without a head begins with the empty line.
        const QByteArrayView rest = body.sliced(at);
        const qsizetype headEnd = rest.first(std::min(rest.size(), LongestPartHead)).indexOf("\r\n\r\n");
        FormPart part;
        if (headEnd < 0 || !readHead(rest.sliced(2, std::max<qsizetype>(0, headEnd - 2)), &part))
            return malformed("a part of the form has no name");
        const qsizetype begin = at + headEnd + 4;
        // The empty line's own end may be the beginning of the boundary: a part without content.
        const qsizetype end = body.indexOf(next, begin - 2);
        if (end < 0)
            return malformed("the form has no end");
        part.content = body.sliced(begin, std::max<qsizetype>(0, end - begin));
        parts += part;
        at = end + next.size();
    }
}

} // namespace vitrine::origin
