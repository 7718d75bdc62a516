#include "origin/variant_reply.h"
#include "origin/accept.h"
#include "origin/conditional.h"

namespace vitrine::origin {

namespace {

constexpr qsizetype ImageIdLength = 32;
constexpr qint64 DaySeconds = 86'400;

/// Negotiated answers differ by Accept: each of them says so, errors included (RFC 9110 12.5.5).
void send(const Call &call, bool negotiated, Response response)
{
    if (negotiated)
        response.setHeader(QByteArrayLiteral("Vary"), QByteArrayLiteral("Accept"));
    call.respond(std::move(response));
}

Response notAcceptable(const QString &what)
{
    return problemResponse(
        {406, "not-acceptable", QStringLiteral("Not acceptable"), what, QStringLiteral("Accept")});
}

/// RFC 9211: our own cache is memory and disk; what is rendered is forwarded to no one else.
QByteArray cacheStatus(images::CacheOutcome outcome)
{
    switch (outcome) {
    case images::CacheOutcome::Hit:
        return QByteArrayLiteral("Vitrine; hit");
    case images::CacheOutcome::HitDisk:
        return QByteArrayLiteral("Vitrine; hit; detail=disk");
    case images::CacheOutcome::HitNegative:
        return QByteArrayLiteral("Vitrine; hit; detail=negative");
    case images::CacheOutcome::Miss:
        return QByteArrayLiteral("Vitrine; fwd=miss; stored");
    case images::CacheOutcome::MissUnstored:
        return QByteArrayLiteral("Vitrine; fwd=miss");
    case images::CacheOutcome::Coalesced:
        return QByteArrayLiteral("Vitrine; fwd=miss; collapsed");
    }
    Q_UNREACHABLE();
}

/// How long a shared cache may keep it: never longer than its address is good. An address without the hash is looked
/// after in the background once it is stale, and stands in for a failing origin (RFC 5861).
QByteArray cacheControl(const WantedVariant &wanted)
{
    if (wanted.immutable)
        return QByteArrayLiteral("public, max-age=31536000, immutable");
    if (wanted.secondsLeft && *wanted.secondsLeft < DaySeconds)
        return "public, max-age=" + QByteArray::number(std::max<qint64>(0, *wanted.secondsLeft));
    if (wanted.secondsLeft)
        return QByteArrayLiteral("public, max-age=86400");
    return QByteArrayLiteral("public, max-age=86400, stale-while-revalidate=604800, stale-if-error=604800");
}

Response variantHead(const Call &call, const WantedVariant &wanted, const QByteArray &etag,
                     images::CacheOutcome outcome)
{
    Response response = success({}, images::formatMimeType(wanted.format), cacheControl(wanted));
    auto &headers = response.headers;
    headers.emplaceBack(QByteArrayLiteral("ETag"), etag);
    if (wanted.lastModified)
        headers.emplaceBack(QByteArrayLiteral("Last-Modified"), wanted.lastModified->text);
    headers.emplaceBack(QByteArrayLiteral("Accept-Ranges"), QByteArrayLiteral("bytes"));
    const QByteArray tags = images::tagsOf(ImageId(QString::fromLatin1(wanted.image)), *wanted.preset);
    headers.emplaceBack(QByteArrayLiteral("Surrogate-Key"), tags);
    headers.emplaceBack(QByteArrayLiteral("Cache-Tag"), QByteArray(tags).replace(' ', ','));
    headers.emplaceBack(QByteArrayLiteral("Cache-Status"), cacheStatus(outcome));
    headers.emplaceBack(QByteArrayLiteral("Server-Timing"), timing("image", call.elapsed()));
    headers += wanted.headers;
    return response;
}

std::optional<QDateTime> timeOf(const WantedVariant &wanted)
{
    return wanted.lastModified ? std::optional(wanted.lastModified->time) : std::nullopt;
}

void answerVariant(const Call &call, const WantedVariant &wanted, const Result<images::Variant> &variant,
                   images::CacheOutcome outcome)
{
    if (!variant) {
        Response response = errorResponse(variant.error());
        response.setHeader(QByteArrayLiteral("Cache-Status"), cacheStatus(outcome));
        return send(call, wanted.negotiated, std::move(response));
    }
    Response response = variantHead(call, wanted, variant->etag, outcome);
    response.body = variant->bytes;
    if (notModified(call.request, variant->etag, true, timeOf(wanted))) {
        response.status = 304;
        response.body.clear();
    }
    applyRange(call.request, variant->etag, &response);
    send(call, wanted.negotiated, std::move(response));
}

images::VariantKey keyOf(const WantedVariant &wanted, images::Generation generation)
{
    return {ImageId(QString::fromLatin1(wanted.image)), *wanted.preset, wanted.format, generation};
}

/// Whether its address may give other bytes tomorrow.
bool mayChange(const WantedVariant &wanted)
{
    return !wanted.immutable && wanted.kept;
}

void tellUse(images::ImageService &service, const WantedVariant &wanted, const images::Variant &variant)
{
    if (mayChange(wanted))
        service.used(variant, [&wanted] { return keyOf(wanted, images::Generation::Quick); });
}

} // namespace

bool isImageId(QByteArrayView text)
{
    return text.size() == ImageIdLength && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

bool settleFormat(const Call &call, WantedVariant *wanted)
{
    const QByteArray accept = call.request.header("accept");
    if (wanted->negotiated) {
        const auto format = negotiateFormat(accept);
        if (!format) {
            send(call, true, notAcceptable(QStringLiteral("None of AVIF, WebP, JPEG and PNG is acceptable.")));
            return false;
        }
        wanted->format = *format;
    } else if (acceptQuality(accept, images::formatMimeType(wanted->format)) == 0) {
        send(call, false,
             notAcceptable(QStringLiteral("This address answers %1 only; .auto negotiates.")
                               .arg(QString::fromLatin1(images::formatMimeType(wanted->format)))));
        return false;
    }
    return true;
}

void replyWithVariant(Call call, images::ImageService &service, WantedVariant wanted, const QByteArray &quickEtag)
{
    const QByteArray etag = mayChange(wanted) ? service.currentEtag(quickEtag) : quickEtag;
    // Known before any decode: a client that has the picture, or wants another one, costs no work at all.
    if (preconditionFailed(call.request, etag, timeOf(wanted))) {
        return replyWithError(call, wanted.negotiated,
                              {ErrorCode::PreconditionFailed,
                               QStringLiteral("the picture is not the one that the request is about"),
                               {},
                               {}});
    }
    if (notModified(call.request, etag, false, timeOf(wanted))) {
        Response response = variantHead(call, wanted, etag, images::CacheOutcome::Hit);
        response.status = 304;
        return send(call, wanted.negotiated, std::move(response));
    }
    if (const auto variant = service.cached(etag)) {
        answerVariant(call, wanted, *variant, images::CacheOutcome::Hit);
        return tellUse(service, wanted, *variant);
    }
    const images::VariantKey key = keyOf(
        wanted, etag == quickEtag ? images::Generation::Quick : images::Generation::Careful);
    const auto keep = wanted.kept ? images::Keep::Yes : images::Keep::No;
    service.fetch(
        key, etag,
        [call = std::move(call), wanted = std::move(wanted), &service](const Result<images::Variant> &variant,
                                                                        images::CacheOutcome outcome) {
            answerVariant(call, wanted, variant, outcome);
            if (variant && outcome == images::CacheOutcome::HitDisk)
                tellUse(service, wanted, *variant);
        },
        keep);
}

void replyWithError(const Call &call, bool negotiated, const Error &error)
{
    send(call, negotiated, errorResponse(error));
}

} // namespace vitrine::origin
