#pragma once

#include "base/clock.h"
#include "images/careful_pass.h"
#include "images/ports.h"

#include <QByteArray>

#include <functional>
#include <memory>
#include <optional>

class QThreadPool;

namespace vitrine::images {

/// Where an answer comes from.
enum class CacheOutcome {
    Hit,          ///< memory
    HitDisk,      ///< the variant store
    HitNegative,  ///< a failure of a moment ago
    Miss,         ///< rendered, and kept
    MissUnstored, ///< rendered and not kept: a purge came in between, it is too large, or it failed
    Coalesced,    ///< from somebody else's render
};

/// Whether a rendered variant is kept for who comes next.
enum class Keep {
    Yes,
    OnDisk, ///< in memory only where there is no store
    No,
};

struct ImageServiceLimits
{
    qint64 cacheBytes = 256ll << 20;
    int queuedRenders = 256; ///< beyond the ones that workers hold; more are Overloaded
    std::chrono::milliseconds renderDeadline{10'000};
    qint64 originalBytes = 128ll << 20;
    std::chrono::milliseconds negativeLifetime{5'000}; ///< of "not found" and "cannot be processed"
    int hotUses = 0; ///< so often asked for lately, a variant is made again with care, in the background; 0: none is
};

/// How many variants a purge found; most are in both places.
struct Purged
{
    qint64 inMemory = 0;
    qint64 onDisk = 0;
};

/// Variants to be made ahead of demand: each image in each preset and format.
struct WarmUp
{
    QVector<ImageId> images;
    QVector<Preset> presets;
    QVector<Format> formats;
};

/// Since the service began; `waiting` goes down to 0.
struct WarmUpState
{
    qint64 waiting = 0;
    qint64 rendered = 0;
    qint64 present = 0; ///< were there already
    qint64 failed = 0;
};

struct ImageServiceCounters
{
    quint64 hits = 0; ///< memory
    quint64 diskHits = 0;
    quint64 negativeHits = 0;
    quint64 misses = 0;
    quint64 coalesced = 0; ///< waited for somebody else's render
    quint64 decodes = 0;   ///< renders handed to a worker
    quint64 twins = 0;     ///< baseline files made of progressive originals, to decode faster
    quint64 failures = 0;
    qint64 cachedBytes = 0;
    qint64 cachedVariants = 0;
    int queuedRenders = 0;
    CarefulCounters careful;
    VariantStoreCounters disk; ///< all 0 without one
};

/// Variants on demand: memory, then the variant store, then a render; each variant by one flight at a time, which goes
/// on when who asked first leaves. Bounded queues before the store and the workers. Owns its cache and its threads; the
/// ports outlive it. Thread-safe.
class ImageService
{
public:
    using Callback = std::function<void(Result<Variant>, CacheOutcome)>;

    /// Without a `store` the variants are kept in memory only; without `qualities` the quality for a preset's score is
    /// searched for anew with every careful variant.
    ImageService(OriginalStore &originals, Renderer &renderer, const Clock &clock, ImageServiceLimits limits,
                 VariantStore *store = nullptr, QualityMemory *qualities = nullptr);
    ~ImageService(); ///< waits for the renders in flight; their callbacks are called

    /// Before any decode: f(original, preset, format, generation, encoder version).
    static QByteArray etag(const VariantKey &key);
    static QByteArray carefulEtag(const QByteArray &etag); ///< of the same variant, whichever it is
    static QByteArray quickEtag(const QByteArray &etag);
    /// What an address that may change its bytes answers with now: the careful variant where the memory or the store's
    /// index has it, else the quick one. Addresses that promise the same bytes for ever (immutable, the content's hash in
    /// them) stay with the quick one, whose bytes are a function of its key alone: it can be made again after any
    /// eviction, while the careful one is there for some and not for others.
    QByteArray currentEtag(const QByteArray &quick) const;
    /// Tells that a variant has answered a request once more, at an address that may change its bytes; `key` is called
    /// when that makes it hot. Never blocks.
    void used(const Variant &variant, const std::function<VariantKey()> &key);

    /// From memory only: the I/O threads' way. Counts a hit or nothing.
    std::optional<Variant> cached(const VariantKey &key);
    /// The same for who has the key's ETag already.
    std::optional<Variant> cached(const QByteArray &etag);
    /// From memory, from what is in flight, from the store, or from a render. `done` is called exactly once: on this
    /// thread for a hit in memory, on another one otherwise. NotFound, and the Renderer's errors; failures are never
    /// cached as pictures; those that a second try would repeat are remembered for a few seconds.
    void fetch(const VariantKey &key, Callback done, Keep keep = Keep::Yes);
    /// The same for who has the key's ETag already.
    void fetch(const VariantKey &key, const QByteArray &etag, Callback done, Keep keep);
    /// fetch() for a caller that may wait.
    Result<Variant> fetchAndWait(const VariantKey &key);

    /// Checks the bytes by a whole decode and stores them. TooLarge, UnsupportedType, Unprocessable; the
    /// store's errors.
    Result<Original> put(std::shared_ptr<const Source> source);

    /// Forgets what `purge` covers, in memory and in the store; what is being rendered meanwhile is answered and not
    /// kept. Blocks for one write; the store's errors: then memory is purged, and the store until the next start.
    Result<Purged> purge(const Purge &purge);

    /// Puts these behind what is to be made ahead. They are rendered by half of the workers, one variant at a time,
    /// whenever nobody waits for a picture. Overloaded beyond 100 million waiting.
    Status warmUp(WarmUp warmUp);
    void cancelWarmUp();
    WarmUpState warmUpState() const;

    OriginalStore &originals() const;
    ImageServiceCounters counters() const;
    const ImageServiceLimits &limits() const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace vitrine::images
