#include "images/image_service.h"

#include "images/careful_pass.h"
#include "images/heat_table.h"
#include "images/intermediates.h"
#include "images/negative_cache.h"
#include "images/task_starter.h"
#include "images/twins.h"
#include "images/variant_cache.h"
#include "images/warm_ladder.h"

#include <QThreadPool>

#include <atomic>
#include <future>
#include <mutex>
#include <shared_mutex>
#include <vector>

namespace vitrine::images {

namespace {

constexpr int StoreThreads = 2;
constexpr int StoreQueue = 4096;
constexpr qsizetype NegativeEntries = 4096;
constexpr int WarmPriority = -1; ///< of QThreadPool: behind everything that somebody waits for

Error overloaded()
{
    return {ErrorCode::Overloaded, QStringLiteral("too many pictures wait to be rendered"), {}, {}};
}

Variant variantOf(const VariantKey &key, const QByteArray &etag, const Rendered &rendered)
{
    return {rendered.bytes, key.format, rendered.widthPx, rendered.heightPx, etag, tagsOf(key.image, key.preset)};
}

} // namespace

struct ImageService::State
{
    State(OriginalStore &store, Renderer &workers, const Clock &time, ImageServiceLimits allLimits,
          VariantStore *variantStore, QualityMemory *qualityMemory)
        : originals(store), renderer(workers), clock(time), limits(allLimits),
          disk(variantStore), cache(allLimits.cacheBytes), negatives(allLimits.negativeLifetime, NegativeEntries),
          twins(store, workers, keeper(), allLimits.renderDeadline,
                [this](std::function<void()> work) { startLater(std::move(work)); }, variantStore != nullptr),
          intermediates(store, workers, keeper(), opener()),
          warmLadder(warm, intermediates, workers,
                     {[this](const VariantKey &key) { return claimForWarming(key); },
                      [this](int lanesAtWork) { return mayGoOnWarming(lanesAtWork); },
                      [this](std::function<void()> work) { startLater(std::move(work)); }, allLimits.renderDeadline}),
          heat(allLimits.hotUses),
          careful(workers, time, qualityMemory, {[this] { return isIdle(); }, opener(), [this] { return beginCare(); }})
    {
        threads.setMaxThreadCount(renderer.callers());
        storeThreads.setMaxThreadCount(StoreThreads);
    }

    enum class Role { Follower, Leader, Refused };
    enum class Lane { Store, Render };
    /// When a flight began, as purges count.
    struct Since
    {
        quint64 memory = 0;
        quint64 disk = 0;
    };
    struct Flight
    {
        std::vector<Callback> waiters; ///< the first one is the leader's client
        Lane lane = Lane::Render;
    };

    void fetch(const VariantKey &key, const QByteArray &etag, Callback done, Keep keep);
    Role join(const QByteArray &etag, Lane lane, Callback done);
    bool enterRenders(Flight *flight, bool bounded = true);
    void readOrRender(const VariantKey &key, const QByteArray &etag, Keep keep);
    void startRender(const VariantKey &key, const QByteArray &etag, Keep keep);
    Result<Variant> render(const VariantKey &key, const QByteArray &etag, Clock::Steady deadline);
    CacheOutcome store(const Variant &variant, CacheOutcome outcome, Since since, Keep keep);
    void land(const QByteArray &etag, const Result<Variant> &result, CacheOutcome outcome, Since since,
              Keep keep);
    Since since() const { return {purges.load(), disk ? disk->epoch() : 0}; }
    std::optional<Variant> lookUp(const QByteArray &etag);
    bool isKept(const QByteArray &etag) const { return cache.contains(etag) || (disk && disk->contains(etag)); }
    Keeper keeper();
    Intermediates::Open opener() { return [this](const ImageId &image) { return twins.open(image); }; }
    void startLater(std::function<void()> work);
    std::optional<WarmVariant> claimForWarming(const VariantKey &key);
    bool mayGoOnWarming(int lanesAtWork);
    bool isIdle();
    std::function<bool(const Variant &)> beginCare();

    OriginalStore &originals;
    Renderer &renderer;
    const Clock &clock;
    const ImageServiceLimits limits;
    VariantStore *const disk; ///< may be none
    VariantCache cache;
    NegativeCache negatives;
    Twins twins;
    Intermediates intermediates;
    WarmQueue warm;
    WarmLadder warmLadder;
    HeatTable heat;

    std::atomic<quint64> hits{0}, diskHits{0}, negativeHits{0}, misses{0}, coalesced{0}, decodes{0}, failures{0};
    std::atomic_bool stopping{false};

    std::shared_mutex purging; ///< shared by who stores, so that nothing old comes in behind a purge
    std::atomic<quint64> purges{0};

    std::mutex mutex; ///< guards what follows
    QHash<QByteArray, Flight> flights; ///< by ETag
    int renderFlights = 0, storeFlights = 0;

    QThreadPool storeThreads, threads; // their threads use all of the above
    TaskStarter starter{threads};
    CarefulPass careful; // so does its one
};

/// The whole way of a variant, up to another thread.
void ImageService::State::fetch(const VariantKey &key, const QByteArray &etag, Callback done, Keep keep)
{
    if (const auto variant = cache.find(etag)) {
        ++hits;
        return done(*variant, CacheOutcome::Hit);
    }
    if (const auto error = negatives.find(etag, clock.now())) {
        ++negativeHits;
        return done(*error, CacheOutcome::HitNegative);
    }
    const Lane lane = disk && disk->contains(etag) ? Lane::Store : Lane::Render;
    switch (join(etag, lane, done)) {
    case Role::Follower:
        ++coalesced;
        return;
    case Role::Refused:
        return done(overloaded(), CacheOutcome::MissUnstored);
    case Role::Leader:
        break;
    }
    // What follows belongs to the flight, not to who asked first: it goes on when that client leaves.
    if (lane == Lane::Store)
        storeThreads.start([this, key, etag, keep] { readOrRender(key, etag, keep); });
    else
        startRender(key, etag, keep);
}

ImageService::State::Role ImageService::State::join(const QByteArray &etag, Lane lane, Callback done)
{
    std::lock_guard lock(mutex);
    const auto flight = flights.find(etag);
    if (flight != flights.end()) {
        if (done)
            flight->waiters.push_back(std::move(done));
        return Role::Follower;
    }
    Flight fresh;
    if (lane == Lane::Render ? !enterRenders(&fresh, bool(done)) : storeFlights >= StoreQueue)
        return Role::Refused;
    if (lane == Lane::Store) {
        fresh.lane = lane;
        ++storeFlights;
    }
    if (done)
        fresh.waiters.push_back(std::move(done));
    flights.insert(etag, std::move(fresh));
    return Role::Leader;
}

/// Under the mutex. What nobody waits for is bounded by the lanes that make it.
bool ImageService::State::enterRenders(Flight *flight, bool bounded)
{
    if (bounded && renderFlights >= limits.queuedRenders + renderer.concurrency())
        return false;
    ++renderFlights;
    flight->lane = Lane::Render;
    return true;
}

void ImageService::State::readOrRender(const VariantKey &key, const QByteArray &etag, Keep keep)
{
    const Since began = since();
    if (const auto variant = disk->find(etag)) {
        ++diskHits;
        land(etag, *variant, CacheOutcome::HitDisk, began, keep);
        return;
    }
    bool accepted = false;
    {
        std::lock_guard lock(mutex);
        Flight &flight = flights[etag];
        accepted = enterRenders(&flight);
        storeFlights -= accepted;
    }
    if (accepted)
        startRender(key, etag, keep);
    else
        land(etag, overloaded(), CacheOutcome::MissUnstored, began, keep);
}

/// Nobody waits for a careful variant: in the place of one that is gone since the index was asked, its quick one is made.
void ImageService::State::startRender(const VariantKey &key, const QByteArray &etag, Keep keep)
{
    ++misses;
    const Clock::Steady deadline = clock.now() + limits.renderDeadline;
    starter.start([this, key, etag, deadline, keep] {
        const Since began = since();
        const QByteArray quick = ImageService::etag({key.image, key.preset, key.format});
        land(etag, render(key, quick, deadline), CacheOutcome::Miss, began, keep);
    });
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
    const auto source = intermediates.sourceFor(key.image, key.preset, deadline);
    if (!source)
        return source.error();
    ++decodes;
    return renderer.render(**source, {key.preset, key.format}, deadline).map([&](const Rendered &rendered) {
        return variantOf(key, etag, rendered);
    });
}

/// From wherever it is; waits for the store.
std::optional<Variant> ImageService::State::lookUp(const QByteArray &etag)
{
    auto variant = cache.find(etag);
    if (!variant && disk && disk->contains(etag))
        variant = disk->find(etag);
    return variant;
}

Keeper ImageService::State::keeper()
{
    return {[this](const QByteArray &key, qint64 most) { return disk ? disk->open(key, most) : cache.open(key, most); },
            [this](const QByteArray &key) { return isKept(key); },
            [this]() -> std::function<void(const Variant &)> {
                return [this, began = since()](const Variant &made) { store(made, CacheOutcome::Miss, began, Keep::OnDisk); };
            }};
}

void ImageService::State::startLater(std::function<void()> work)
{
    starter.start(
        [this, work = std::move(work)] {
            if (!stopping)
                work();
        },
        WarmPriority);
}

/// Before the flight ends, so that no request falls between.
CacheOutcome ImageService::State::store(const Variant &variant, CacheOutcome outcome, Since since, Keep keep)
{
    const bool rendered = outcome == CacheOutcome::Miss;
    bool stored = false;
    std::shared_lock lock(purging);
    if (purges == since.memory && keep != Keep::No) {
        if (keep == Keep::Yes || !disk)
            stored = cache.store(variant);
        if (rendered && disk) {
            disk->put(variant, since.disk);
            stored = true;
        }
    }
    return rendered && !stored ? CacheOutcome::MissUnstored : outcome;
}

/// Ends a flight.
void ImageService::State::land(const QByteArray &etag, const Result<Variant> &result, CacheOutcome outcome,
                               Since since, Keep keep)
{
    if (result) {
        outcome = store(*result, outcome, since, keep);
    } else {
        ++failures;
        negatives.store(etag, result.error(), clock.now());
        outcome = CacheOutcome::MissUnstored;
    }
    Flight flight;
    bool idle = false;
    {
        std::lock_guard lock(mutex);
        flight = flights.take(etag);
        --(flight.lane == Lane::Render ? renderFlights : storeFlights);
        idle = renderFlights == 0;
    }
    if (idle)
        careful.wake();
    for (Callback &done : flight.waiters) {
        done(result, outcome);
        if (outcome == CacheOutcome::Miss || outcome == CacheOutcome::MissUnstored)
            outcome = CacheOutcome::Coalesced;
    }
}

std::optional<WarmVariant> ImageService::State::claimForWarming(const VariantKey &key)
{
    const QByteArray etag = ImageService::etag(key);
    // A look into memory counts as a use, which it is not: the store comes first.
    const bool present = disk ? disk->contains(etag) : cache.find(etag).has_value();
    if (present || join(etag, Lane::Render, {}) != Role::Leader)
        return std::nullopt;
    return WarmVariant{{key.preset, key.format}, [this, key, etag, began = since()](const Result<Rendered> &rendered) {
                           decodes += rendered.ok();
                           const auto variant = rendered.map([&](const Rendered &made) { return variantOf(key, etag, made); });
                           land(etag, variant, CacheOutcome::Miss, began, Keep::OnDisk);
                       }};
}

/// Nobody waits for a thread. The renderer itself sees to those who wait for a worker.
bool ImageService::State::mayGoOnWarming(int lanesAtWork)
{
    std::lock_guard lock(mutex);
    return !stopping && renderFlights <= threads.maxThreadCount() - lanesAtWork;
}

/// Whether nobody waits for a picture, warm-ups included.
bool ImageService::State::isIdle()
{
    std::lock_guard lock(mutex);
    return renderFlights == 0;
}

/// The careful one takes the place of the quick one, in memory now, on disk as that grows old.
std::function<bool(const Variant &)> ImageService::State::beginCare()
{
    return [this, began = since()](const Variant &made) {
        if (store(made, CacheOutcome::Miss, began, Keep::Yes) != CacheOutcome::Miss)
            return false;
        cache.remove(quickEtag(made.etag));
        return true;
    };
}

ImageService::ImageService(OriginalStore &originals, Renderer &renderer, const Clock &clock,
                           ImageServiceLimits limits, VariantStore *store, QualityMemory *qualities)
    : m_state(std::make_shared<State>(originals, renderer, clock, limits, store, qualities))
{
}

ImageService::~ImageService()
{
    m_state->stopping = true;
    m_state->careful.stop();
    m_state->storeThreads.waitForDone(); // which may still start renders
    m_state->starter.finish();
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

QByteArray ImageService::currentEtag(const QByteArray &quick) const
{
    if (m_state->limits.hotUses <= 0)
        return quick;
    QByteArray careful = carefulEtag(quick);
    return m_state->isKept(careful) ? careful : quick;
}

void ImageService::used(const Variant &variant, const std::function<VariantKey()> &key)
{
    if (m_state->heat.use(variant.etag) && variant.etag != carefulEtag(variant.etag))
        m_state->careful.add(key(), variant.bytes.size());
}

void ImageService::fetch(const VariantKey &key, Callback done, Keep keep)
{
    m_state->fetch(key, etag(key), std::move(done), keep);
}

void ImageService::fetch(const VariantKey &key, const QByteArray &etag, Callback done, Keep keep)
{
    m_state->fetch(key, etag, std::move(done), keep);
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
    const auto bytes = source;
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
    auto original = m_state->originals.put(std::move(source), *info);
    m_state->negatives.clear(); // it may be the very one that was missing
    if (original)
        m_state->twins.make(original->id, *bytes);
    return original;
}

Result<Purged> ImageService::purge(const Purge &purge)
{
    Purged purged;
    const auto purgeMemory = [&] {
        std::unique_lock lock(m_state->purging);
        ++m_state->purges;
        purged.inMemory += m_state->cache.remove(purge);
        m_state->negatives.clear();
    };
    purgeMemory();
    if (!m_state->disk)
        return purged;
    const auto onDisk = m_state->disk->purge(purge);
    purgeMemory(); // in between, something may have come up from the store
    if (!onDisk)
        return onDisk.error();
    purged.onDisk = *onDisk;
    return purged;
}

Status ImageService::warmUp(WarmUp warmUp)
{
    const Status added = m_state->warm.add(std::move(warmUp));
    if (added)
        m_state->warmLadder.start();
    return added;
}

void ImageService::cancelWarmUp()
{
    m_state->warm.cancel();
}

WarmUpState ImageService::warmUpState() const
{
    return m_state->warm.state();
}

OriginalStore &ImageService::originals() const
{
    return m_state->originals;
}

ImageServiceCounters ImageService::counters() const
{
    ImageServiceCounters counters;
    counters.hits = m_state->hits;
    counters.diskHits = m_state->diskHits;
    counters.negativeHits = m_state->negativeHits;
    if (m_state->disk)
        counters.disk = m_state->disk->counters();
    counters.misses = m_state->misses;
    counters.coalesced = m_state->coalesced;
    counters.decodes = m_state->decodes + m_state->intermediates.made();
    counters.twins = m_state->twins.made();
    counters.failures = m_state->failures;
    counters.cachedBytes = m_state->cache.sizeBytes();
    counters.cachedVariants = m_state->cache.count();
    counters.careful = m_state->careful.counters();
    std::lock_guard lock(m_state->mutex);
    counters.queuedRenders = std::max<int>(0, m_state->renderFlights - m_state->renderer.concurrency());
    return counters;
}

const ImageServiceLimits &ImageService::limits() const
{
    return m_state->limits;
}

} // namespace vitrine::images
