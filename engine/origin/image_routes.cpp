#include "origin/image_routes.h"
#include "origin/conditional.h"
#include "origin/etag_memo.h"
#include "origin/variant_reply.h"

#include <nlohmann/json.hpp>

namespace vitrine::origin {

namespace {

constexpr int ListSidePx = 300;

/// What the handlers of one list of presets share.
struct Shared
{
    EtagMemo etags;
    LastModified since;
    const catalog::FocalPoints *focalPoints = nullptr; ///< may be null
};

Error notFound(const QString &what, const char *where)
{
    return {ErrorCode::NotFound, what, QLatin1String(where), {}};
}

/// `isFocused`: the picture has a focal point, and the hash is that of the two or of a former one.
Result<WantedVariant> parse(const Call &call, const images::PresetList &presets, bool withHash, bool isFocused)
{
    auto name = percentDecode(call.path[0], QStringLiteral("preset"));
    if (!name)
        return name.error();
    const images::Preset *preset = presets.find(*name);
    if (!preset)
        return notFound(QStringLiteral("there is no preset '%1'; /presets.json lists them").arg(*name),
                        "preset");

    const QByteArrayView image = call.path[1];
    if (!isImageId(image)) {
        return notFound(QStringLiteral("'%1' is not an image: an id has 32 lower-case hexadecimal digits")
                            .arg(QString::fromLatin1(image)),
                        "image");
    }
    if (withHash && call.path[2] != image.first(catalog::RevisionDigits) && !isFocused)
        return notFound(QStringLiteral("the image's hash does not begin with '%1'")
                            .arg(QString::fromLatin1(call.path[2])),
                        "hash8");

    WantedVariant wanted{preset, images::Format::Jpeg, false, withHash, image};
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

void image(Call call, images::ImageService &service, const images::PresetList &presets, Shared &shared,
           bool withHash)
{
    const bool negotiated = call.path[withHash ? 3 : 2] == "auto";
    const bool anyFocus = shared.focalPoints && !shared.focalPoints->isEmpty() && isImageId(call.path[1]);
    const ImageId id = anyFocus ? ImageId(QString::fromLatin1(call.path[1])) : ImageId();
    const auto focus = anyFocus ? shared.focalPoints->find(id) : std::nullopt;
    auto parsed = parse(call, presets, withHash, focus.has_value());
    if (!parsed)
        return replyWithError(call, negotiated, parsed.error());
    WantedVariant wanted = std::move(*parsed);
    if (focus) {
        // What was said to be for ever was so for the focal point of then.
        wanted.immutable = withHash && call.path[2] == catalog::revisionOf(id, focus);
        // What crops nothing is as it is for everybody, and its ETag is remembered.
        if (images::Preset focused = images::focusedOn(*wanted.preset, focus->x, focus->y); focused != *wanted.preset) {
            wanted.made = std::make_shared<const images::Preset>(std::move(focused));
            wanted.preset = wanted.made.get();
        }
    }
    if (!settleFormat(call, &wanted))
        return;
    if (!anyFocus || !shared.focalPoints->knows(id))
        wanted.lastModified = &shared.since;
    const QByteArray etag = wanted.made ? images::ImageService::etag({id, *wanted.preset, wanted.format})
                                        : shared.etags.etag(*wanted.preset, call.path[1], wanted.format);
    replyWithVariant(std::move(call), service, std::move(wanted), etag);
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
    {200, "image/*", "The variant. Strong ETag, Last-Modified, Accept-Ranges; Surrogate-Key and Cache-Tag to purge it by; "
     "Cache-Status (RFC 9211) and Server-Timing"},
    {206, "image/*", "The part that Range asked for"},
    {304, "", "The client's copy is current"},
    {412, "application/problem+json", "If-Match or If-Unmodified-Since does not hold"},
    {416, "application/problem+json", "The range begins after the end"}};
const Parameter PresetParameter{"preset", "path", R"({"type":"string"})", "A name of /presets.json"};
const Parameter ImageParameter{"image", "path", R"({"type":"string","pattern":"^[0-9a-f]{32}$"})",
                               "The image's id"};
const Parameter ExtensionParameter{"ext", "path", R"({"enum":["jpg","webp","avif","png","gif","auto"]})",
                                   "The format; auto negotiates by Accept and says Vary: Accept"};

} // namespace

QByteArray imageUrl(const images::Preset &preset, const ImageId &image, const catalog::FocalPoints *focalPoints)
{
    return "/i/" + preset.name.toLatin1() + '/' + image.toString().toLatin1() + '/' +
           catalog::revisionOf(image, focalPoints ? focalPoints->find(image) : std::nullopt) + ".auto";
}

const images::Preset *listPreset(const images::PresetList &presets)
{
    for (const images::Preset &preset : presets.all()) {
        if (preset.fit == images::Fit::Cover && preset.widthPx >= ListSidePx && preset.heightPx >= ListSidePx)
            return &preset;
    }
    return presets.all().isEmpty() ? nullptr : &presets.all().first();
}

QVector<Route> imageRoutes(images::ImageService &service, const images::PresetList &presets, const QDateTime &since,
                           const catalog::FocalPoints *focalPoints)
{
    const auto shared = std::make_shared<Shared>();
    shared->since = {since, toHttpDate(since)};
    shared->focalPoints = focalPoints;
    const auto handler = [&service, &presets, shared](bool withHash) {
        return [&service, &presets, shared, withHash](Call call) {
            image(std::move(call), service, presets, *shared, withHash);
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
           "The 8 digits of a card's or a list's address: the first of the image's id, others where it has a focal point"},
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
