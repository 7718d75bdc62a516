#include "origin/imgproxy_routes.h"
#include "origin/conditional.h"
#include "origin/refusals.h"
#include "origin/variant_reply.h"

#include <unistd.h>

namespace vitrine::origin {

namespace {

constexpr qint64 DayInSeconds = 86'400;

Result<QByteArray> readWhole(const images::Source &source, qint64 most)
{
    const qint64 size = source.sizeBytes();
    if (size > most)
        return Error{
            ErrorCode::TooLarge,
            QStringLiteral("the original has %1 bytes, handed out are at most %2").arg(size).arg(most),
            QStringLiteral("raw"), QStringLiteral("Ask for a rendered size, or raise imgproxy.raw-bytes")};
    QByteArray bytes(size, Qt::Uninitialized);
    for (qint64 done = 0; done < size;) {
        const ssize_t got = ::pread(source.descriptor(), bytes.data() + done, size_t(size - done), done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return Error{ErrorCode::Io,
                         QStringLiteral("an original cannot be read: %1")
                             .arg(got < 0 ? qt_error_string(errno) : QStringLiteral("it ends early")),
                         {},
                         {}};
        done += got;
    }
    return bytes;
}

/// The routes' state and handlers.
class Imgproxy
{
public:
    Imgproxy(images::ImageService &service, const images::PresetList &presets, const Clock &clock,
             const UrlSettings &settings, std::shared_ptr<PictureSizes> sizes, JobQueue &jobs)
        : m_service(service),
          m_presets(presets),
          m_clock(clock),
          m_settings(settings),
          m_sizes(std::move(sizes)),
          m_jobs(jobs)
    {
    }

    void answer(Call call) const
    {
        const QByteArrayView signature = call.path[0];
        // With the "/" before it, which is signed too; the bytes stand in front of the view.
        const QByteArrayView path(call.path[1].data() - 1, call.path[1].size() + 1);
        const ImgproxySettings &settings = m_settings.imgproxy;
        if (!(settings.unsafe && signature == "unsafe") && !settings.signer.accepts(signature, path))
            return call.respond(
                signatureRefused(settings.signer.hasKeys()
                                     ? QStringLiteral("The address and its signature do not belong together.")
                                     : QStringLiteral("This origin has no keys for imgproxy's addresses.")));
        auto parsed = ImgproxyRequest::parse(path, m_presets);
        if (!parsed)
            return call.fail(parsed.error());
        const auto now =
            std::chrono::duration_cast<std::chrono::seconds>(m_clock.wallTime().time_since_epoch()).count();
        if (parsed->expires && *parsed->expires <= now) // imgproxy's own status for it
            return call.fail({ErrorCode::NotFound,
                              QStringLiteral("the address has expired"),
                              QStringLiteral("expires"),
                              {}});
        const auto request = std::make_shared<const ImgproxyRequest>(std::move(*parsed));
        std::optional<qint64> secondsLeft;
        if (request->expires)
            secondsLeft = *request->expires - now;
        if (request->raw)
            return m_jobs.run(std::move(call), [this, request, secondsLeft](const Call &asked) {
                answerRaw(asked, *request, secondsLeft);
            });
        m_sizes->ask(std::move(call), request->image,
                     [this, request, secondsLeft](Call sized, images::Size size) {
                         answerVariant(std::move(sized), request, size, secondsLeft);
                     });
    }

private:
    void answerVariant(Call call, const std::shared_ptr<const ImgproxyRequest> &request, images::Size size,
                       std::optional<qint64> secondsLeft) const
    {
        auto preset = imgproxyPreset(*request, size, m_settings.bounds);
        if (!preset)
            return replyWithError(call, !request->format, preset.error());
        WantedVariant wanted;
        wanted.made = std::make_shared<const images::Preset>(std::move(*preset));
        wanted.preset = wanted.made.get();
        wanted.format = request->format.value_or(images::Format::Jpeg);
        wanted.negotiated = !request->format;
        wanted.image = request->image;
        wanted.held = request; // has the id that `image` views
        wanted.secondsLeft = secondsLeft;
        if (!settleFormat(call, &wanted))
            return;
        const QByteArray etag = images::ImageService::etag(
            {ImageId(QString::fromLatin1(request->image)), *wanted.preset, wanted.format});
        replyWithVariant(std::move(call), m_service, std::move(wanted), etag);
    }

    void answerRaw(const Call &call, const ImgproxyRequest &request, std::optional<qint64> secondsLeft) const
    {
        const ImageId id(QString::fromLatin1(request.image));
        const auto original = m_service.originals().describe(id);
        if (!original)
            return call.fail(original.error());
        const QByteArray etag = "\"raw-" + request.image + '"';
        Response response =
            success({}, "image/" + original->info.type.toLatin1(),
                    "public, max-age=" +
                        QByteArray::number(std::min(secondsLeft.value_or(DayInSeconds), DayInSeconds)));
        response.headers +=
            {{"ETag", etag}, {"Accept-Ranges", "bytes"}, {"Surrogate-Key", "image/" + request.image}};
        if (notModified(call.request, etag, true)) {
            response.status = 304;
            return call.respond(std::move(response));
        }
        auto bytes = m_service.originals().open(id).andThen(
            [this](const auto &source) { return readWhole(*source, m_settings.imgproxy.rawBytes); });
        if (!bytes)
            return call.fail(bytes.error());
        response.body = std::move(*bytes);
        applyRange(call.request, etag, &response);
        call.respond(std::move(response));
    }

    images::ImageService &m_service;
    const images::PresetList &m_presets;
    const Clock &m_clock;
    const UrlSettings &m_settings;
    const std::shared_ptr<PictureSizes> m_sizes;
    JobQueue &m_jobs;
};

} // namespace

QVector<Route> imgproxyRoutes(images::ImageService &service, const images::PresetList &presets,
                              const Clock &clock, const UrlSettings &settings,
                              std::shared_ptr<PictureSizes> sizes, JobQueue &jobs)
{
    const auto imgproxy =
        std::make_shared<const Imgproxy>(service, presets, clock, settings, std::move(sizes), jobs);
    return {
        {"/imgproxy/{signature}/{+request}",
         "getImgproxyImage",
         "A picture by imgproxy's URL grammar",
         {{"signature", "path", R"({"type":"string"})",
           "HMAC-SHA256 of salt and all that follows, base64url; \"unsafe\" where the origin allows that"},
          {"request", "path", R"({"type":"string"})",
           "Options, each a segment (resize, size, resizing_type, width, height, dpr, enlarge, extend, "
           "gravity, crop, "
           "padding, background, blur, sharpen, quality, format_quality, max_bytes, format, preset, expires, "
           "raw, "
           "cachebuster; short names too), then plain/IMAGE@EXTENSION or the same in base64url; may hold "
           "slashes",
           "rs:fill:300:400/q:80/plain/0123456789abcdef0123456789abcdef@webp"}},
         {{200, "image/*",
           "The picture; without an extension or a format option it is negotiated, with Vary: Accept"},
          {206, "image/*", "The part that Range asked for"},
          {304, "", "The client's copy is current"},
          {403, "application/problem+json", "The signature is wrong, or there are no keys"},
          {412, "application/problem+json", "If-Match or If-Unmodified-Since does not hold"},
          {416, "application/problem+json", "The range begins after the end"}},
         [imgproxy](Call call) { imgproxy->answer(std::move(call)); }},
    };
}

} // namespace vitrine::origin
