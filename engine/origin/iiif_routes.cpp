#include "origin/iiif_routes.h"
#include "origin/accept.h"
#include "origin/conditional.h"
#include "origin/refusals.h"
#include "origin/render_gate.h"
#include "origin/variant_reply.h"

#include <QCryptographicHash>

namespace vitrine::origin {

namespace {

const QByteArray JsonLd =
    QByteArrayLiteral("application/ld+json;profile=\"http://iiif.io/api/image/3/context.json\"");

/// The routes' state and handlers; one for all of them.
class Iiif
{
public:
    Iiif(images::ImageService &service, const images::PresetList &presets, const Clock &clock,
         const UrlSettings &settings, std::shared_ptr<PictureSizes> sizes)
        : m_service(service),
          m_presets(presets),
          m_clock(clock),
          m_settings(settings),
          m_sizes(std::move(sizes)),
          m_gate(settings.iiif.unlistedRenders)
    {
    }

    void redirect(const Call &call) const
    {
        if (!isImageId(call.path[0]))
            return call.fail(notAnImage(call.path[0]));
        Response response = success({}, QByteArrayLiteral("text/plain; charset=utf-8"),
                                    QByteArrayLiteral("public, max-age=86400"));
        response.status = 303;
        response.headers.emplaceBack("Location", base(call).value_or(QByteArray()) + "/iiif/3/" +
                                                     call.path[0].toByteArray() + "/info.json");
        call.respond(std::move(response));
    }

    void info(Call call) const
    {
        if (!isImageId(call.path[0]))
            return call.fail(notAnImage(call.path[0]));
        const QByteArrayView image = call.path[0];
        m_sizes->ask(std::move(call), image,
                     [this](const Call &asked, images::Size size) { answerInfo(asked, size); });
    }

    void image(Call call) const
    {
        if (!isImageId(call.path[0]))
            return call.fail(notAnImage(call.path[0]));
        const auto request =
            IiifRequest::parse(call.path[1], call.path[2], call.path[3], call.path[4], call.path[5]);
        if (!request)
            return call.fail(request.error());
        const auto now =
            std::chrono::duration_cast<std::chrono::seconds>(m_clock.wallTime().time_since_epoch()).count();
        const auto judgement = m_settings.signer.judge(call.target.path, call.target.query, now);
        if (judgement.verdict == UrlSigner::Verdict::Wrong)
            return call.respond(
                signatureRefused(QStringLiteral("The address and its signature do not belong together.")));
        if (judgement.verdict == UrlSigner::Verdict::Expired)
            return call.respond(signatureRefused(QStringLiteral("The signed address has expired.")));
        std::optional<qint64> secondsLeft;
        if (judgement.expires)
            secondsLeft = *judgement.expires - now;
        const bool isSigned = judgement.verdict == UrlSigner::Verdict::Good;
        const QByteArrayView id = call.path[0];
        m_sizes->ask(std::move(call), id,
                     [this, asked = *request, isSigned, secondsLeft](Call sized, images::Size size) {
                         answerImage(std::move(sized), asked, size, isSigned, secondsLeft);
                     });
    }

private:
    /// "http://host:port" as the client called this origin, which only its Host field tells.
    std::optional<QByteArray> base(const Call &call) const
    {
        if (!m_settings.iiif.baseUrl.isEmpty())
            return m_settings.iiif.baseUrl;
        const QByteArray host = call.request.header("host");
        const bool fine =
            !host.isEmpty() && host.size() <= 300 && std::all_of(host.begin(), host.end(), [](char c) {
                return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       QByteArrayView("-._:[]").contains(c);
            });
        return fine ? std::optional("http://" + host) : std::nullopt;
    }

    void answerInfo(const Call &call, images::Size size) const
    {
        const auto origin = base(call);
        if (!origin)
            return call.respond(
                problemResponse({400, "invalid-argument", QStringLiteral("The request is malformed"),
                                 QStringLiteral("The Host field names no host."), QStringLiteral("Host")}));
        const QByteArray accept = call.request.header("accept");
        const int linked = acceptQuality(accept, "application/ld+json"),
                  plain = acceptQuality(accept, "application/json");
        if (linked == 0 && plain == 0) {
            Response refused = problemResponse(
                {406, "not-acceptable", QStringLiteral("Not acceptable"),
                 QStringLiteral("This address answers application/ld+json and application/json."),
                 QStringLiteral("Accept")});
            refused.setHeader("Vary", "Accept");
            return call.respond(std::move(refused));
        }
        const IiifOffer offer(size, m_presets, m_settings.bounds, m_settings.iiif.tilePx);
        const QByteArray document =
            offer.document(*origin + "/iiif/3/" + call.path[0].toByteArray(), m_settings.iiif);
        const QByteArray type = linked >= plain ? JsonLd : QByteArrayLiteral("application/json");
        const QByteArray etag =
            '"' + QCryptographicHash::hash(type + document, QCryptographicHash::Sha256).toHex().first(20) +
            '"';
        Response response = success(document, type, QByteArrayLiteral("public, max-age=3600"));
        response.headers +=
            {{"Vary", "Accept"}, {"ETag", etag}, {"Surrogate-Key", "image/" + call.path[0].toByteArray()}};
        if (notModified(call.request, etag, true)) {
            response.status = 304;
            response.body.clear();
        }
        call.respond(std::move(response));
    }

    void answerImage(Call call, const IiifRequest &request, images::Size picture, bool isSigned,
                     std::optional<qint64> secondsLeft) const
    {
        const auto plan = IiifPlan::make(request, picture, m_settings.bounds);
        if (!plan)
            return call.fail(plan.error());

        WantedVariant wanted;
        auto made = std::make_shared<images::Preset>();
        static_cast<images::Operations &>(*made) = plan->operations;
        made->name = QStringLiteral("iiif");
        wanted.preset = made.get();
        wanted.made = std::move(made);
        wanted.format = request.format;
        wanted.image = call.path[0];
        wanted.secondsLeft = secondsLeft;
        if (!settleFormat(call, &wanted))
            return;
        const QByteArray etag = images::ImageService::etag(
            {ImageId(QString::fromLatin1(call.path[0])), *wanted.preset, wanted.format});
        if (!isSigned &&
            !IiifOffer(picture, m_presets, m_settings.bounds, m_settings.iiif.tilePx).lists(*plan)) {
            if (!m_settings.iiif.anyUnsigned)
                return call.respond(signatureRefused(QStringLiteral(
                    "Without a signature this origin answers the sizes and tiles of info.json.")));
            wanted.kept = false;
            wanted.held = m_gate.enter(etag);
            if (!wanted.held)
                return call.fail(
                    {ErrorCode::Overloaded,
                     QStringLiteral("too many pictures are being made in sizes that info.json does not list"),
                     {},
                     QStringLiteral("Try again in a second, ask for a listed size, or sign the address")});
        }
        const QByteArray id = base(call).value_or(QByteArray()) + "/iiif/3/" + call.path[0].toByteArray();
        wanted.headers = {
            {"Link", '<' + id + '/' + plan->canonical + ">;rel=\"canonical\", <http://iiif.io/api/image/3/" +
                         (m_settings.iiif.anyUnsigned ? "level2" : "level0") + ".json>;rel=\"profile\""},
            {"Access-Control-Expose-Headers", "Link"}};
        replyWithVariant(std::move(call), m_service, std::move(wanted), etag);
    }

    images::ImageService &m_service;
    const images::PresetList &m_presets;
    const Clock &m_clock;
    const UrlSettings &m_settings;
    const std::shared_ptr<PictureSizes> m_sizes;
    mutable RenderGate m_gate;
};

const Parameter Image{"image", "path", R"({"type":"string","pattern":"^[0-9a-f]{32}$"})", "The image's id"};

} // namespace

QVector<Route> iiifRoutes(images::ImageService &service, const images::PresetList &presets,
                          const Clock &clock, const UrlSettings &settings,
                          std::shared_ptr<PictureSizes> sizes)
{
    const auto iiif = std::make_shared<const Iiif>(service, presets, clock, settings, std::move(sizes));
    return {
        {"/iiif/3/{image}",
         "getIiifBase",
         "The IIIF base URI of a picture: leads to its info.json",
         {Image},
         {{303, "", "To info.json"}},
         [iiif](const Call &call) { iiif->redirect(call); }},
        {"/iiif/3/{image}/info.json",
         "getIiifInfo",
         "What the IIIF Image API 3.0 offers of a picture: its size, preferred sizes, tiles and limits",
         {Image,
          {"Accept", "header", R"({"type":"string"})", "application/ld+json (default) or application/json"}},
         {{200, "application/ld+json", "The Image Information document", R"({"type":"object"})"},
          {304, "", "The client's copy is current"}},
         [iiif](Call call) { iiif->info(std::move(call)); }},
        {"/iiif/3/{image}/{region}/{size}/{rotation}/{quality}.{format}",
         "getIiifImage",
         "Any part of a picture in any size by the IIIF Image API 3.0",
         {Image,
          {"region", "path", R"({"type":"string"})", "full, square, x,y,w,h in pixels, or pct:x,y,w,h",
           "full"},
          {"size", "path", R"({"type":"string"})",
           "max, w, or ,h or w,h or !w,h or pct:n; ^ before it may enlarge", "!400,400"},
          {"rotation", "path", R"({"type":"string"})",
           "Degrees clockwise from 0 to 360; ! before it mirrors first", "0"},
          {"quality", "path", R"({"enum":["default","color","gray","bitonal"]})", "The tones"},
          {"format", "path", R"({"enum":["jpg","webp","avif","png","gif"]})", "The format"},
          {"expires", "query", R"({"type":"integer"})",
           "Of a signed address: until when it is good, in Unix seconds"},
          {"signature", "query", R"({"type":"string"})",
           "Of a signed address: HMAC-SHA256 of what stands before it, base64url; makes any size a listed "
           "one"}},
         {{200, "image/*", "The picture, with its canonical address in Link"},
          {206, "image/*", "The part that Range asked for"},
          {304, "", "The client's copy is current"},
          {403, "application/problem+json", "The signature is wrong or has expired, or one is needed"},
          {412, "application/problem+json", "If-Match or If-Unmodified-Since does not hold"},
          {416, "application/problem+json", "The range begins after the end"}},
         [iiif](Call call) { iiif->image(std::move(call)); }},
    };
}

} // namespace vitrine::origin
