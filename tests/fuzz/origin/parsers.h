#pragma once

#include "origin/accept.h"
#include "origin/card_parts.h"
#include "origin/conditional.h"
#include "origin/filter.h"
#include "origin/iiif_info.h"
#include "origin/imgproxy_plan.h"
#include "origin/multipart.h"
#include "origin/search_cursor.h"
#include "origin/target.h"
#include "origin/url_signature.h"
#include "server/framing_guard.h"
#include "server/request_parser.h"

namespace vitrine::test {

/// Whether the operations are within what their header allows and the bounds.
inline bool isRenderable(const images::Operations &operations, images::Size picture, const origin::RenderBounds &bounds)
{
    const auto &[left, top, width, height] = operations.region;
    const bool inside = operations.region.isWhole() || (left >= 0 && top >= 0 && width > 0 && height > 0 && left + width <= picture.widthPx && top + height <= picture.heightPx);
    const auto &edges = operations.padding;
    return inside && operations.widthPx > 0 && operations.heightPx > 0 && edges.top >= 0 && edges.right >= 0 && edges.bottom >= 0 && edges.left >= 0 &&
           bounds.holds(qint64(operations.widthPx) + edges.left + edges.right, qint64(operations.heightPx) + edges.top + edges.bottom) && operations.rotationDegrees >= 0 &&
           operations.rotationDegrees < 360 && operations.blurSigma >= 0 && operations.blurSigma <= 100 && operations.sharpen >= 0 && operations.sharpen <= 100 &&
           operations.focusX >= 0 && operations.focusX <= 1 && operations.focusY >= 0 && operations.focusY <= 1 && operations.maxBytes >= 0 && operations.backgroundRgb <= 0xffffff;
}

/// The addresses that spell their sizes out, over pictures of odd sizes.
inline const char *brokenAddressRule(const QByteArray &bytes)
{
    static const images::PresetList presets = images::PresetList::builtIn();
    static const origin::UrlSigner signer({QByteArray(32, 'k')});
    static const origin::ImgproxySigner imgproxy({{QByteArray(32, 'k'), "s"}});
    const origin::RenderBounds bounds;
    const images::Size pictures[] = {{800, 600}, {1, 1}, {1, 60'000}, {16'000, 9'000}};

    const QList<QByteArray> parts = bytes.split('/');
    if (parts.size() >= 4) {
        const qsizetype dot = std::max<qsizetype>(0, parts[3].lastIndexOf('.'));
        const auto request = origin::IiifRequest::parse(parts[0], parts[1], parts[2], parts[3].first(dot), parts[3].sliced(std::min(dot + 1, parts[3].size())));
        for (const images::Size picture : pictures) {
            const auto plan = request.andThen([&](const origin::IiifRequest &r) { return origin::IiifPlan::make(r, picture, bounds); });
            if (!plan.ok())
                continue;
            if (!isRenderable(plan->operations, picture, bounds))
                return "an IIIF plan is out of bounds";
            (void)origin::IiifOffer(picture, presets, bounds, 512).lists(*plan);
            const QList<QByteArray> canonical = plan->canonical.split('/');
            const qsizetype end = canonical[3].lastIndexOf('.');
            const auto again = origin::IiifRequest::parse(canonical[0], canonical[1], canonical[2], canonical[3].first(end), canonical[3].sliced(end + 1)).andThen([&](const origin::IiifRequest &r) {
                return origin::IiifPlan::make(r, picture, bounds);
            });
            if (!again.ok() || !(again->operations == plan->operations) || again->canonical != plan->canonical)
                return "a canonical IIIF address is not the same picture";
        }
    }
    if (const auto request = origin::ImgproxyRequest::parse(bytes, presets); request.ok()) {
        for (const images::Size picture : pictures) {
            const auto preset = origin::imgproxyPreset(*request, picture, bounds);
            if (preset.ok() && !isRenderable(*preset, picture, bounds))
                return "a plan of imgproxy's address is out of bounds";
        }
    }
    const origin::Target target = origin::splitTarget(bytes);
    if (signer.judge(target.path, target.query, 0).verdict == origin::UrlSigner::Verdict::Good)
        return "a signature was guessed";
    if (imgproxy.accepts(target.query, target.path))
        return "a signature of imgproxy's was guessed";
    (void)origin::parseKeys(bytes, {}, 2);
    return nullptr;
}

/// Feeds bytes from the network to every parser of the origin and the transport, and checks what must hold
/// for any input. Returns the rule that was broken, or nullptr.
inline const char *brokenRule(const QByteArray &bytes)
{
    if (const char *rule = brokenAddressRule(bytes))
        return rule;
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
    const QString text = QString::fromUtf8(bytes);
    if (const auto mark = origin::cursorMark({}, text); mark && origin::cursorText({}, *mark) != text)
        return "a cursor that was never given out";
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
