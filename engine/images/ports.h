#pragma once

#include "base/cancel.h"
#include "base/ids.h"
#include "base/result.h"
#include "images/format.h"
#include "images/preset.h"
#include "images/variant.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace vitrine::images {

/// An original's bytes, opened for reading: a file descriptor that a worker process can be handed. Owns the
/// descriptor.
class Source
{
public:
    /// Takes ownership of `fd`, which must allow mmap or read from the start.
    explicit Source(int fd) : m_fd(fd) {}
    ~Source();
    Source(const Source &) = delete;
    Source &operator=(const Source &) = delete;

    /// A source over bytes in memory (memfd). Io.
    static Result<std::shared_ptr<const Source>> fromBytes(const QByteArray &bytes);
    /// The same over pieces, until an empty one: they are never all in this process's own memory.
    static Result<std::shared_ptr<const Source>> fromPieces(const std::function<QByteArrayView()> &next);
    /// NotFound, PermissionDenied, Io; names the file.
    static Result<std::shared_ptr<const Source>> fromFile(const QString &path);

    int descriptor() const { return m_fd; }
    qint64 sizeBytes() const;

private:
    int m_fd;
};

/// What a header says and a whole decode has confirmed.
struct ImageInfo
{
    QString type;    ///< sniffed: "jpeg", "png", "webp", "gif", "tiff", "heif", …
    int widthPx = 0; ///< upright
    int heightPx = 0;
    int frames = 1;
    bool alpha = false;
};

/// One stored original.
struct Original
{
    ImageId id;
    QByteArray sha256; ///< 32 bytes
    ImageInfo info;
    qint64 sizeBytes = 0;
};

/// Port: originals by content. Thread-safe.
class OriginalStore
{
public:
    virtual ~OriginalStore() = default;
    /// Stores what `source` holds, durable on return; storing the same bytes twice is the same original.
    /// `info` is kept beside it. StorageFull, PermissionDenied, Io, Overloaded.
    virtual Result<Original> put(std::shared_ptr<const Source> source, const ImageInfo &info) = 0;
    /// NotFound, Io.
    virtual Result<std::shared_ptr<const Source>> open(const ImageId &id) = 0;
    virtual Result<Original> describe(const ImageId &id) = 0;
};

/// What to make of an original.
struct RenderSpec
{
    Preset preset;
    Format format = Format::Jpeg;
    bool score = false; ///< also compare the result with the lossless reference of the same size
    /// The slow encoder, with the lowest quality that reaches Preset::score, a WebP or AVIF never larger than the JPEG of
    /// that score (0: with the lowest quality that looks as the quick one does); else as fast as can be, with the quality
    /// that the preset names.
    bool careful = false;
    std::optional<int> quality{}; ///< of a careful one: what was found before; nothing is searched then
    bool halfChroma = false; ///< of a JPEG, whatever its quality: colour of half the resolution in both directions
};

struct Rendered
{
    QByteArray bytes;
    int widthPx = 0;
    int heightPx = 0;
    std::chrono::microseconds renderTime{
        0};                     ///< decode, resize and encode inside the worker, without the score
    std::optional<int> quality{}; ///< found for a careful one
    std::optional<double> ssim; ///< mean structural similarity of luma (Wang 2004), 1 = the same
};

/// Port: the quality that a careful render found for one original, preset and format, which are one ETag of
/// ImageService::etag(). Bounded; may forget. Thread-safe.
class QualityMemory
{
public:
    virtual ~QualityMemory() = default;
    virtual std::optional<int> find(const QByteArray &etag) = 0;
    virtual void remember(const QByteArray &etag, int quality) = 0;
};

/// Decoded pixels: 8-bit RGBA, rows without padding.
struct Pixels
{
    QByteArray rgba;
    int widthPx = 0;
    int heightPx = 0;
};

/// Port: pixels. Blocking; thread-safe; as many calls run at once as there are workers. Each call ends by its
/// deadline. Unprocessable (corrupt, truncated, too many pixels: names the reason), UnsupportedType,
/// DeadlineExceeded, Overloaded, Internal (the worker died: says how).
class Renderer
{
public:
    using Deadline = std::chrono::steady_clock::time_point;

    virtual ~Renderer() = default;
    /// Decodes the whole picture once and throws the pixels away: what passes here renders later.
    virtual Result<ImageInfo> validate(const Source &source, Deadline deadline) = 0;
    virtual Result<Rendered> render(const Source &source, const RenderSpec &spec, Deadline deadline) = 0;
    /// Variants of one original, one after another, each with the time `each` from its turn on. They share what can be
    /// done once; each is what render() would have made of it.
    struct Ladder
    {
        std::function<std::optional<RenderSpec>()> next; ///< asked when the one before is done; nothing ends the ladder
        std::function<void(Result<Rendered>)> done;      ///< once for every one that next() gave, in that order
    };
    /// Both are called on this thread. Formats of one preset are best asked for in a row. Steps aside after each variant
    /// while other callers wait. Here without sharing, for renderers that have nothing to share.
    virtual void renderLadder(const Source &source, const Ladder &ladder, std::chrono::milliseconds each);
    /// Another file of the same pixels, to the last bit, and the same metadata, that decodes faster; empty when there is
    /// none that is worth it. Of a progressive JPEG that is a baseline one.
    virtual Result<QByteArray> twin(const Source &source, Deadline deadline);
    /// A render that takes nothing from the other calls: it runs beside them, on processor time that nobody else wants.
    /// One at a time, others are Overloaded; Cancelled soon after `cancel`.
    virtual Result<Rendered> renderAside(const Source &source, const RenderSpec &spec, Deadline deadline,
                                         const CancelToken &cancel) = 0;
    /// Decodes to pixels, shrunk to fit `maxSidePx` (0: as it is), upright, sRGB.
    virtual Result<Pixels> decode(const Source &source, int maxSidePx, Deadline deadline) = 0;
    /// How many calls can run at once.
    virtual int concurrency() const = 0;
    /// How many calls to make at once: those beyond concurrency() wait inside, where the renderer knows which to take
    /// first.
    virtual int callers() const { return concurrency(); }
};

struct VariantStoreCounters
{
    qint64 bytes = 0; ///< of everything it has on disk
    qint64 variants = 0;
    quint64 hits = 0;
    quint64 misses = 0;
    quint64 stored = 0;
    quint64 refused = 0; ///< not stored: the disk is full, or the writes are too many
    quint64 evicted = 0;
    quint64 damaged = 0; ///< found to be other than what was stored, and dropped
};

/// Port: variants that outlive the process, by ETag; bounded, and never the only place of anything. Thread-safe.
class VariantStore
{
public:
    virtual ~VariantStore() = default;
    /// From memory: whether find() is worth a wait. May be wrong both ways.
    virtual bool contains(const QByteArray &etag) const = 0;
    /// Reads; blocks. What is damaged is dropped and as good as absent.
    virtual std::optional<Variant> find(const QByteArray &etag) = 0;
    /// The bytes of one that is to be decoded again, checked as find() does and not read into memory; none of those that
    /// are more than `mostBytes`.
    virtual std::shared_ptr<const Source> open(const QByteArray &etag, qint64 mostBytes) = 0;
    /// Goes up with every purge. Taken before a render, given to put() after it.
    virtual quint64 epoch() const = 0;
    /// Keeps the variant if it can; never blocks for long. What a purge since `epoch` covers is not kept.
    virtual void put(const Variant &variant, quint64 epoch) = 0;
    /// At once and for good: what is covered is not found again, after a restart neither. How many that were. Io,
    /// StorageFull: then they may come back with the next start.
    virtual Result<qint64> purge(const Purge &purge) = 0;
    virtual VariantStoreCounters counters() const = 0;
};

} // namespace vitrine::images
