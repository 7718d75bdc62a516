#include "origin/conditional.h"
#include "origin/error_status.h"

#include <QLocale>
#include <QTimeZone>

namespace vitrine::origin {

namespace {

const QString DateFormat = QStringLiteral("ddd, dd MMM yyyy hh:mm:ss");

QByteArrayView opaque(QByteArrayView etag)
{
    return etag.startsWith("W/") ? etag.sliced(2) : etag;
}

std::optional<qint64> number(QByteArrayView digits)
{
    if (digits.isEmpty() || digits.size() > 18)
        return std::nullopt;
    qint64 value = 0;
    for (char c : digits) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

/// Weak comparison (RFC 9110 8.8.3.2) looks past "W/"; strong comparison matches strong tags only.
bool listMatches(QByteArrayView list, QByteArrayView etag, bool strong)
{
    if (strong && etag.startsWith("W/"))
        return false;
    const QByteArrayView wanted = opaque(etag);
    while (!list.isEmpty()) {
        list = list.trimmed();
        while (list.startsWith(','))
            list = list.sliced(1).trimmed();
        const QByteArrayView rest = opaque(list);
        if (!rest.startsWith('"'))
            return false;                           // not a list of tags: nothing after this can be trusted
        const qsizetype end = rest.indexOf('"', 1); // tags may hold commas
        if (end < 0)
            return false;
        if (rest.first(end + 1) == wanted && !(strong && list.startsWith("W/")))
            return true;
        list = rest.sliced(end + 1);
    }
    return false;
}

} // namespace

bool etagListMatches(QByteArrayView list, QByteArrayView etag)
{
    return listMatches(list, etag, false);
}

bool strongListMatches(QByteArrayView list, QByteArrayView etag)
{
    return listMatches(list, etag, true);
}

bool preconditionFailed(const Request &request, QByteArrayView etag, const std::optional<QDateTime> &lastModified)
{
    const QByteArray tags = request.header("if-match");
    if (!tags.isNull())
        return tags.trimmed() != "*" && !listMatches(tags, etag, true);
    if (!lastModified)
        return false;
    const auto since = fromHttpDate(request.header("if-unmodified-since"));
    return since && lastModified->toSecsSinceEpoch() > since->toSecsSinceEpoch();
}

bool notModified(const Request &request, QByteArrayView etag, bool star,
                 const std::optional<QDateTime> &lastModified)
{
    const QByteArray tags = request.header("if-none-match");
    if (!tags.isNull()) {
        if (tags.trimmed() == "*")
            return star;
        return etagListMatches(tags, etag);
    }
    if (!lastModified)
        return false;
    const auto since = fromHttpDate(request.header("if-modified-since"));
    return since && lastModified->toSecsSinceEpoch() <= since->toSecsSinceEpoch();
}

QByteArray toHttpDate(const QDateTime &time)
{
    return QLocale::c().toString(time.toUTC(), DateFormat).toLatin1() + " GMT";
}

std::optional<QDateTime> fromHttpDate(QByteArrayView text)
{
    if (!text.endsWith(" GMT"))
        return std::nullopt;
    QDateTime time = QLocale::c().toDateTime(QString::fromLatin1(text.chopped(4)), DateFormat);
    if (!time.isValid())
        return std::nullopt;
    time.setTimeZone(QTimeZone::utc());
    return time;
}

ByteRange parseRange(QByteArrayView range, qint64 size)
{
    if (!range.startsWith("bytes=") || range.contains(','))
        return {};
    const QByteArrayView set = range.sliced(6).trimmed();
    const qsizetype dash = set.indexOf('-');
    if (dash < 0)
        return {};
    const auto first = number(set.first(dash).trimmed());
    const auto last = number(set.sliced(dash + 1).trimmed());
    const ByteRange unsatisfiable{ByteRange::Kind::Unsatisfiable, 0, 0};
    if (dash == 0) { // the last so many bytes
        if (!last)
            return {};
        const qint64 length = std::min(*last, size);
        return length == 0 ? unsatisfiable : ByteRange{ByteRange::Kind::Part, size - length, length};
    }
    if (!first || (!last && dash + 1 != set.size()) || (last && *last < *first))
        return {};
    if (*first >= size)
        return unsatisfiable;
    const qint64 end = last ? std::min(*last, size - 1) : size - 1;
    return {ByteRange::Kind::Part, *first, end - *first + 1};
}

void applyRange(const Request &request, QByteArrayView etag, Response *response)
{
    if (request.method != "GET" || response->status != 200)
        return;
    const QByteArray wanted = request.header("range");
    if (wanted.isEmpty())
        return;
    const QByteArray condition = request.header("if-range");
    if (!condition.isNull() && condition.trimmed() != etag)
        return; // a weak tag or a date never equals a strong one (13.1.5)
    const qint64 size = response->body.size();
    const ByteRange range = parseRange(wanted, size);
    switch (range.kind) {
    case ByteRange::Kind::Whole:
        return;
    case ByteRange::Kind::Part:
        response->status = 206;
        response->setHeader("Content-Range", "bytes " + QByteArray::number(range.first) + '-' +
                                                 QByteArray::number(range.first + range.length - 1) + '/' +
                                                 QByteArray::number(size));
        response->body = response->body.mid(range.first, range.length);
        return;
    case ByteRange::Kind::Unsatisfiable:
        *response =
            problemResponse({416, "range-not-satisfiable", QStringLiteral("Range not satisfiable"),
                             QStringLiteral("The picture has %1 bytes.").arg(size), QStringLiteral("Range")});
        response->setHeader("Content-Range", "bytes */" + QByteArray::number(size));
        return;
    }
}

} // namespace vitrine::origin
