#include "origin/image_routes.h"
#include "origin/accept.h"
#include "origin/conditional.h"
#include "origin/etag_memo.h"

#include <nlohmann/json.hpp>

namespace vitrine::origin {

namespace {

constexpr qsizetype ImageIdLength = 32;
constexpr int ListSidePx = 300;

/// What an image URL asks for.
struct Wanted
{
    const images::Preset *preset = nullptr;
    images::Format format = images::Format::Jpeg;
    bool negotiated = false; ///< ".auto"
    bool immutable = false;  ///< the URL holds the hash
};

Error notFound(const QString &what, const char *where)
{
    return {ErrorCode::NotFound, what, QLatin1String(where), {}};
}

bool isHex(QByteArrayView text)
{
    for (char c : text) {
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return true;
}

/// ".auto" answers differ by Accept: each of them says so, errors included (RFC 9110 12.5.5).
void send(const Call &call, bool negotiated, Response response)
{
    if (negotiated)
        response.setHeader(QByteArrayLiteral("Vary"), QByteArrayLiteral("Accept"));
    call.respond(std::move(response));
}

Result<Wanted> parse(const Call &call, const images::PresetList &presets, bool withHash)
{
    auto name = percentDecode(call.path[0], QStringLiteral("preset"));
    if (!name)
        return name.error();
    const images::Preset *preset = presets.find(*name);
    if (!preset)
        return notFound(QStringLiteral("there is no preset '%1'; /presets.json lists them").arg(*name),
                        "preset");

    const QByteArrayView image = call.path[1];
    if (image.size() != ImageIdLength || !isHex(image)) {
        return notFound(QStringLiteral("'%1' is not an image: an id has 32 lower-case hexadecimal digits")
                            .arg(QString::fromLatin1(image)),
                        "image");
    }
    if (withHash && call.path[2] != image.first(8))
        return notFound(QStringLiteral("the image's hash does not begin with '%1'")
                            .arg(QString::fromLatin1(call.path[2])),
                        "hash8");

    Wanted wanted{preset, images::Format::Jpeg, false, withHash};
    const QByteArrayView extension = call.path[withHash ? 3 : 2];
    wanted.negotiated = extension == "auto";
    if (wanted.negotiated)
        return wanted;
    for (images::Format format : images::AllFormats) {
        const QLatin1String known = images::formatExtension(format);
        if (extension == QByteArrayView(known.data(), known.size())) {
            wanted.format = format;
            return wanted;
        }
    }
    return notFound(QStringLiteral("'.%1' is not one of .jpg, .webp, .avif, .png, .gif, .auto")
                        .arg(QString::fromLatin1(extension)),
                    "ext");
}

Response notAcceptable(const QString &what)
{
    return problemResponse(
        {406, "not-acceptable", QStringLiteral("Not acceptable"), what, QStringLiteral("Accept")});
}

QByteArray cacheStatus(images::CacheOutcome outcome)
{
    switch (outcome) {
    case images::CacheOutcome::Hit:
        return QByteArrayLiteral("Vitrine; hit");
    case images::CacheOutcome::Miss:
        return QByteArrayLiteral("Vitrine; fwd=miss; stored");
    case images::CacheOutcome::Coalesced:
        return QByteArrayLiteral("Vitrine; fwd=miss; collapsed");
    }
    Q_UNREACHABLE();
}

Response variantHead(const Call &call, const Wanted &wanted, const QByteArray &etag,
                     images::CacheOutcome outcome)
{
    Response response = success({}, images::formatMimeType(wanted.format),
                                wanted.immutable ? QByteArrayLiteral("public, max-age=31536000, immutable")
                                                 : QByteArrayLiteral("public, max-age=86400"));
    auto &headers = response.headers;
    headers.emplaceBack(QByteArrayLiteral("ETag"), etag);
    headers.emplaceBack(QByteArrayLiteral("Accept-Ranges"), QByteArrayLiteral("bytes"));
    headers.emplaceBack(QByteArrayLiteral("Surrogate-Key"),
                        "image/" + call.path[1].toByteArray() + " preset/" + wanted.preset->name.toLatin1());
    headers.emplaceBack(QByteArrayLiteral("Cache-Status"), cacheStatus(outcome));
    headers.emplaceBack(QByteArrayLiteral("Server-Timing"), timing("image", call.elapsed()));
    return response;
}

void answerVariant(const Call &call, const Wanted &wanted, const Result<images::Variant> &variant,
                   images::CacheOutcome outcome)
{
    if (!variant)
        return send(call, wanted.negotiated, errorResponse(variant.error()));
    Response response = variantHead(call, wanted, variant->etag, outcome);
    response.body = variant->bytes;
    if (notModified(call.request, variant->etag, true)) {
        response.status = 304;
        response.body.clear();
    }
    applyRange(call.request, variant->etag, &response);
    send(call, wanted.negotiated, std::move(response));
}

void image(Call call, images::ImageService &service, const images::PresetList &presets, EtagMemo &etags,
           bool withHash)
{
    const bool negotiated = call.path[withHash ? 3 : 2] == "auto";
    auto parsed = parse(call, presets, withHash);
    if (!parsed)
        return send(call, negotiated, errorResponse(parsed.error()));
    Wanted wanted = std::move(*parsed);
    const QByteArray accept = call.request.header("accept");
    if (negotiated) {
        const auto format = negotiateFormat(accept);
        if (!format)
            return send(call, true,
                        notAcceptable(QStringLiteral("None of AVIF, WebP, JPEG and PNG is acceptable.")));
        wanted.format = *format;
    } else if (acceptQuality(accept, images::formatMimeType(wanted.format)) == 0) {
        return send(call, false,
                    notAcceptable(QStringLiteral("This address answers %1 only; .auto negotiates.")
                                      .arg(QString::fromLatin1(images::formatMimeType(wanted.format)))));
    }

    // Known before any decode: a client that has the picture costs no work at all.
    const QByteArray etag = etags.etag(*wanted.preset, call.path[1], wanted.format);
    if (notModified(call.request, etag, false)) {
        Response response = variantHead(call, wanted, etag, images::CacheOutcome::Hit);
        response.status = 304;
        return send(call, negotiated, std::move(response));
    }
    if (auto variant = service.cached(etag))
        return answerVariant(call, wanted, std::move(*variant), images::CacheOutcome::Hit);
    const images::VariantKey key{ImageId(QString::fromLatin1(call.path[1])), *wanted.preset, wanted.format};
    service.fetch(key, [call = std::move(call), wanted = std::move(wanted)](
                           const Result<images::Variant> &variant, images::CacheOutcome outcome) {
        answerVariant(call, wanted, variant, outcome);
    });
}

QByteArray presetsDocument(const images::PresetList &presets)
{
    nlohmann::ordered_json document = nlohmann::ordered_json::array();
    for (const images::Preset &preset : presets.all()) {
        nlohmann::ordered_json quality;
        for (images::Format format : images::AllFormats)
            quality[images::formatName(format).data()] = preset.quality[size_t(format)];
        document.push_back({{"name", preset.name.toStdString()},
                            {"width", preset.widthPx},
                            {"height", preset.heightPx},
                            {"fit", images::fitName(preset.fit).data()},
                            {"quality", quality}});
    }
    return QByteArray::fromStdString(document.dump(1));
}

const QVector<Answer> ImageAnswers{
    {200, "image/*", "The variant. Strong ETag, Cache-Status (hit, miss, collapsed), Accept-Ranges"},
    {206, "image/*", "The part that Range asked for"},
    {304, "", "The client's copy is current"},
    {416, "application/problem+json", "The range begins after the end"}};
const Parameter PresetParameter{"preset", "path", R"({"type":"string"})", "A name of /presets.json"};
const Parameter ImageParameter{"image", "path", R"({"type":"string","pattern":"^[0-9a-f]{32}$"})",
                               "The image's id"};
const Parameter ExtensionParameter{"ext", "path", R"({"enum":["jpg","webp","avif","png","gif","auto"]})",
                                   "The format; auto negotiates by Accept and says Vary: Accept"};

} // namespace

QByteArray imageUrl(const images::Preset &preset, const ImageId &image)
{
    const QByteArray id = image.toString().toLatin1();
    return "/i/" + preset.name.toLatin1() + '/' + id + '/' + id.first(std::min<qsizetype>(8, id.size())) +
           ".auto";
}

const images::Preset *listPreset(const images::PresetList &presets)
{
    for (const images::Preset &preset : presets.all()) {
        if (preset.fit == images::Fit::Cover && preset.widthPx >= ListSidePx && preset.heightPx >= ListSidePx)
            return &preset;
    }
    return presets.all().isEmpty() ? nullptr : &presets.all().first();
}

QVector<Route> imageRoutes(images::ImageService &service, const images::PresetList &presets)
{
    const auto etags = std::make_shared<EtagMemo>();
    const auto handler = [&service, &presets, etags](bool withHash) {
        return [&service, &presets, etags, withHash](Call call) {
            image(std::move(call), service, presets, *etags, withHash);
        };
    };
    const QByteArray document = presetsDocument(presets);
    return {
        {"/i/{preset}/{image}.{ext}",
         "getImage",
         "A picture in one size and format",
         {PresetParameter, ImageParameter, ExtensionParameter},
         ImageAnswers,
         handler(false)},
        {"/i/{preset}/{image}/{hash8}.{ext}",
         "getImageForEver",
         "The same, to be cached for ever",
         {PresetParameter,
          ImageParameter,
          {"hash8", "path", R"({"type":"string","pattern":"^[0-9a-f]{8}$"})",
           "First 8 digits of the image's id"},
          ExtensionParameter},
         ImageAnswers,
         handler(true)},
        {"/presets.json",
         "getPresets",
         "Every size that pictures come in",
         {},
         {{200, "application/json", "The presets", R"({"type":"array","items":{"type":"object"}})"}},
         [document](Call call) {
             if (refuseUnacceptable(call, "application/json"))
                 return;
             call.respond(success(document, QByteArrayLiteral("application/json"),
                                  QByteArrayLiteral("public, max-age=60")));
         }},
    };
}

} // namespace vitrine::origin
