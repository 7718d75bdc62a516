#pragma once

#include "base/clock.h"
#include "images/ports.h"

#include <QByteArray>

#include <functional>
#include <memory>
#include <optional>

class QThreadPool;

namespace vitrine::images {

/// Names one variant of one original. Its cache key and its ETag are a pure function of it and the encoder
/// version.
struct VariantKey
{
    ImageId image;
    Preset preset;
    Format format = Format::Jpeg;
};

/// A rendered variant. Copies share the bytes.
struct Variant
{
    QByteArray bytes;
    Format format = Format::Jpeg;
    int widthPx = 0;
    int heightPx = 0;
    QByteArray etag; ///< strong and quoted (RFC 9110 8.8.3)
};

enum class CacheOutcome { Hit, Miss, Coalesced };

/// Whether a rendered variant is kept for who comes next.
enum class Keep { Yes, No };

struct ImageServiceLimits
{
    qint64 cacheBytes = 256ll << 20;
    int queuedRenders = 256; ///< beyond the ones that workers hold; more are Overloaded
    std::chrono::milliseconds renderDeadline{10'000};
    qint64 originalBytes = 128ll << 20;
};

struct ImageServiceCounters
{
    quint64 hits = 0;
    quint64 misses = 0;
    quint64 coalesced = 0; ///< waited for somebody else's render
    quint64 decodes = 0;   ///< renders handed to a worker
    quint64 failures = 0;
    qint64 cachedBytes = 0;
    qint64 cachedVariants = 0;
    int queuedRenders = 0;
};

/// Variants on demand: memory cache, single flight, bounded render queue, workers. Owns its cache and its
/// threads; the ports outlive it. Thread-safe.
class ImageService
{
public:
    using Callback = std::function<void(Result<Variant>, CacheOutcome)>;

    /// Without `qualities` a preset with a score is searched for anew with every render.
    ImageService(OriginalStore &originals, Renderer &renderer, const Clock &clock, ImageServiceLimits limits,
                 QualityMemory *qualities = nullptr);
    ~ImageService(); ///< waits for the renders in flight; their callbacks are called

    /// Before any decode: f(original, preset, format, encoder version).
    static QByteArray etag(const VariantKey &key);

    /// From memory only: the I/O threads' way. Counts a hit or nothing.
    std::optional<Variant> cached(const VariantKey &key);
    /// The same for who has the key's ETag already.
    std::optional<Variant> cached(const QByteArray &etag);
    /// From memory, from a render in flight, or from a render. `done` is called exactly once: on this thread
    /// for a hit, on a render thread otherwise. NotFound, and the Renderer's errors; failures are never
    /// cached as pictures.
    void fetch(const VariantKey &key, Callback done, Keep keep = Keep::Yes);
    /// fetch() for a caller that may wait.
    Result<Variant> fetchAndWait(const VariantKey &key);

    /// Checks the bytes by a whole decode and stores them. TooLarge, UnsupportedType, Unprocessable; the
    /// store's errors.
    Result<Original> put(std::shared_ptr<const Source> source);

    OriginalStore &originals() const;
    ImageServiceCounters counters() const;
    const ImageServiceLimits &limits() const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace vitrine::images
