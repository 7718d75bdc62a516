#include "images/image_service.h"

#include "base/log.h"
#include "images/variant_cache.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QIODevice>
#include <QThreadPool>

#include <atomic>
#include <future>
#include <mutex>
#include <vector>

namespace vitrine::images {

namespace {

/// Goes up whenever the same request would give other bytes: a new encoder, resampler or default.
constexpr int EncoderVersion = 5;
constexpr int EtagBytes = 15; // 120 bits, 20 letters of base64

/// All of it: whoever forgets a member serves one variant under another's name.
void write(QDataStream &stream, const Operations &operations)
{
    const auto &[region, width, height, fit, crop, focusX, focusY, enlarge, mirror, rotation, tone, blur, sharpen,
                 padding, background, opaque, animated, maxBytes] = operations;
    stream << region.left << region.top << region.width << region.height << width << height << quint8(fit)
           << quint8(crop) << focusX << focusY << enlarge << mirror << rotation << quint8(tone) << blur << sharpen
           << padding.top << padding.right << padding.bottom << padding.left << background << opaque << animated
           << maxBytes;
}

} // namespace

struct ImageService::State
{
    State(OriginalStore &store, Renderer &workers, const Clock &time, ImageServiceLimits allLimits,
          QualityMemory *qualityMemory)
        : originals(store), renderer(workers), clock(time), qualities(qualityMemory), limits(allLimits), cache(allLimits.cacheBytes)
    {
        threads.setMaxThreadCount(renderer.concurrency());
    }

    enum class Role { Follower, Leader, Refused };

    void fetch(const VariantKey &key, Callback done);
    Role join(const QByteArray &etag, Callback &done);
    Result<Variant> render(const VariantKey &key, const QByteArray &etag, Clock::Steady deadline);
    void land(const QByteArray &etag, const Result<Variant> &result);

    OriginalStore &originals;
    Renderer &renderer;
    const Clock &clock;
    QualityMemory *qualities;
    const ImageServiceLimits limits;
    VariantCache cache;

    std::atomic<quint64> hits{0}, misses{0}, coalesced{0}, decodes{0}, failures{0};
    std::atomic_bool stopping{false};

    std::mutex mutex;
    QHash<QByteArray, std::vector<Callback>> flights; ///< by ETag; the first waiter is the leader's client

    QThreadPool threads; // last: its threads use all of the above
};

QByteArray ImageService::etag(const VariantKey &key)
{
    QByteArray text;
    QDataStream stream(&text, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    const Preset &preset = key.preset;
    // Not the preset's name: two presets with the same contents share their variants.
    stream << EncoderVersion << key.image.toString() << static_cast<int>(key.format)
           << preset.quality[static_cast<std::size_t>(key.format)] << preset.score;
    write(stream, preset);
    const QByteArray hash = QCryptographicHash::hash(text, QCryptographicHash::Sha256).left(EtagBytes);
    return '"' + hash.toBase64(QByteArray::Base64UrlEncoding) + '"';
}

/// The whole way of a variant, up to the render thread.
void ImageService::State::fetch(const VariantKey &key, Callback done)
{
    const QByteArray etag = ImageService::etag(key);
    if (const auto variant = cache.find(etag)) {
        ++hits;
        return done(*variant, CacheOutcome::Hit);
    }
    switch (join(etag, done)) {
    case Role::Follower:
        ++coalesced;
        return;
    case Role::Refused:
        return done(
            Error{ErrorCode::Overloaded, QStringLiteral("too many pictures wait to be rendered"), {}, {}},
            CacheOutcome::Miss);
    case Role::Leader:
        ++misses;
        break;
    }
    // The render belongs to the flight, not to who asked first: it goes on when that client leaves.
    const Clock::Steady deadline = clock.now() + limits.renderDeadline;
    threads.start([this, key, etag, deadline] { land(etag, render(key, etag, deadline)); });
}

ImageService::State::Role ImageService::State::join(const QByteArray &etag, Callback &done)
{
    std::lock_guard lock(mutex);
    const auto flight = flights.find(etag);
    if (flight != flights.end()) {
        flight->push_back(std::move(done));
        return Role::Follower;
    }
    if (flights.size() >= limits.queuedRenders + renderer.concurrency())
        return Role::Refused;
    flights[etag].push_back(std::move(done));
    return Role::Leader;
}

Result<Variant> ImageService::State::render(const VariantKey &key, const QByteArray &etag,
                                            Clock::Steady deadline)
{
    // Between this flight's look into the cache and its start another one may have landed.
    if (const auto variant = cache.find(etag))
        return *variant;
    if (stopping)
        return Error{ErrorCode::Cancelled, QStringLiteral("the service is stopping"), {}, {}};
    if (clock.now() >= deadline)
        return Error{
            ErrorCode::DeadlineExceeded, QStringLiteral("the picture waited too long for a decoder"), {}, {}};
    const auto source = originals.open(key.image);
    if (!source)
        return source.error();
    ++decodes;
    RenderSpec spec{key.preset, key.format, false, std::nullopt};
    if (qualities && key.preset.score > 0)
        spec.quality = qualities->find(etag);
    return renderer.render(**source, spec, deadline).map([&](const Rendered &rendered) {
        if (qualities && rendered.quality)
            qualities->remember(etag, *rendered.quality);
        return Variant{rendered.bytes, key.format, rendered.widthPx, rendered.heightPx, etag};
    });
}

void ImageService::State::land(const QByteArray &etag, const Result<Variant> &result)
{
    if (result)
        cache.store(*result); // before the flight ends, so that no request falls between
    else
        ++failures;
    std::vector<Callback> waiters;
    {
        std::lock_guard lock(mutex);
        waiters = flights.take(etag);
    }
    CacheOutcome outcome = CacheOutcome::Miss;
    for (Callback &done : waiters) {
        done(result, outcome);
        outcome = CacheOutcome::Coalesced;
    }
}

ImageService::ImageService(OriginalStore &originals, Renderer &renderer, const Clock &clock,
                           ImageServiceLimits limits, QualityMemory *qualities)
    : m_state(std::make_shared<State>(originals, renderer, clock, limits, qualities))
{
}

ImageService::~ImageService()
{
    m_state->stopping = true;
    m_state->threads.waitForDone();
}

std::optional<Variant> ImageService::cached(const VariantKey &key)
{
    return cached(etag(key));
}

std::optional<Variant> ImageService::cached(const QByteArray &etag)
{
    auto variant = m_state->cache.find(etag);
    if (variant)
        ++m_state->hits;
    return variant;
}

void ImageService::fetch(const VariantKey &key, Callback done)
{
    m_state->fetch(key, std::move(done));
}

Result<Variant> ImageService::fetchAndWait(const VariantKey &key)
{
    std::promise<Result<Variant>> promise;
    std::future<Result<Variant>> answer = promise.get_future();
    fetch(key, [&promise](Result<Variant> result, CacheOutcome) { promise.set_value(std::move(result)); });
    return answer.get();
}

Result<Original> ImageService::put(std::shared_ptr<const Source> source)
{
    const qint64 size = source->sizeBytes();
    if (size > m_state->limits.originalBytes)
        return Error{ErrorCode::TooLarge,
                     QStringLiteral("the picture has %1 bytes, the limit is %2")
                         .arg(size)
                         .arg(m_state->limits.originalBytes),
                     {},
                     QStringLiteral("Send a smaller file, or raise limits.bytes")};
    const Result<ImageInfo> info =
        m_state->renderer.validate(*source, m_state->clock.now() + m_state->limits.renderDeadline);
    if (!info)
        return info.error();
    return m_state->originals.put(std::move(source), *info);
}

ImageServiceCounters ImageService::counters() const
{
    ImageServiceCounters counters;
    counters.hits = m_state->hits;
    counters.misses = m_state->misses;
    counters.coalesced = m_state->coalesced;
    counters.decodes = m_state->decodes;
    counters.failures = m_state->failures;
    counters.cachedBytes = m_state->cache.sizeBytes();
    counters.cachedVariants = m_state->cache.count();
    std::lock_guard lock(m_state->mutex);
    counters.queuedRenders =
        std::max<int>(0, static_cast<int>(m_state->flights.size()) - m_state->renderer.concurrency());
    return counters;
}

const ImageServiceLimits &ImageService::limits() const
{
    return m_state->limits;
}

} // namespace vitrine::images
