#pragma once

#include "origin/accept.h"
#include "origin/card_parts.h"
#include "origin/conditional.h"
#include "origin/filter.h"
#include "origin/multipart.h"
#include "origin/target.h"
#include "server/framing_guard.h"
#include "server/request_parser.h"

namespace vitrine::test {

/// Feeds bytes from the network to every parser of the origin and the transport, and checks what must hold
/// for any input. Returns the rule that was broken, or nullptr.
inline const char *brokenRule(const QByteArray &bytes)
{
    const origin::Target target = origin::splitTarget(bytes);
    if (const auto text = origin::percentDecode(target.path, {}); text.ok()) {
        for (QChar c : *text) {
            if (c.unicode() < 0x20 || c.unicode() == 0x7f)
                return "a control character was decoded";
        }
    }
    for (const char *name : {"q", "filter", "limit"})
        (void)origin::queryValue(target.query, name);
    const auto number = origin::queryNumber(target.query, "limit", 5, 0, 200);
    if (number.ok() && (*number < 0 || *number > 200))
        return "a number left its bounds";

    const int quality = origin::acceptQuality(bytes, "image/webp");
    if (quality < 0 || quality > 1000)
        return "a quality left its bounds";
    if (const auto format = origin::negotiateFormat(bytes);
        format && origin::acceptQuality(bytes, images::formatMimeType(*format)) == 0)
        return "a format was chosen that is not acceptable";

    if (origin::etagListMatches(bytes, "\"0123456789abcdef\"") && !bytes.contains("\"0123456789abcdef\""))
        return "an absent tag matched";
    (void)origin::fromHttpDate(bytes);
    for (qint64 size : {0, 1, 1000}) {
        const auto range = origin::parseRange(bytes, size);
        if (range.kind == origin::ByteRange::Kind::Part &&
            (range.first < 0 || range.length < 1 || range.first + range.length > size))
            return "a range left its body";
    }

    catalog::Query query;
    if (origin::applyFilter(QString::fromUtf8(bytes), &query).ok() && query.priceFromMinor &&
        query.priceToMinor && *query.priceFromMinor > *query.priceToMinor)
        return "an empty price range was accepted";
    (void)origin::applySort(QString::fromUtf8(bytes), &query);
    (void)origin::selectParts(bytes, {QStringLiteral("name")});

    (void)origin::formBoundary(bytes);
    if (const auto parts = origin::parseForm(bytes, "b")) {
        for (const origin::FormPart &part : *parts) {
            if (!part.content.isEmpty() && (part.content.begin() < bytes.begin() || part.content.end() > bytes.end()))
                return "a part of a form lies outside of it";
        }
    }

    server::RequestParser parser;
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    if (end < 0)
        return nullptr;
    if (server::earlyFramingFault(bytes.first(end + 4)) && !server::framingFault(bytes.first(end + 4)))
        return "what is refused early is accepted whole";
    if (parser.head(QByteArrayView(bytes).first(end + 4)).status != 0)
        return nullptr;
    if (parser.expectBody(1000, nullptr).status != 0)
        return nullptr;
    qsizetype consumed = 0;
    const QByteArrayView rest = QByteArrayView(bytes).sliced(end + 4);
    const auto bodyFault = parser.body(rest, &consumed);
    if (consumed < 0 || consumed > rest.size())
        return "more was consumed than there is";
    if (bodyFault.status == 0 && parser.complete() && parser.take().body.size() > 1000)
        return "a body left its bounds";
    return nullptr;
}

} // namespace vitrine::test
