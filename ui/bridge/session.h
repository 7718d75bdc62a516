#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "catalog/catalog.h"
#include "exchange/import.h"
#include "images/format.h"
#include "images/preset.h"
#include "ui/bridge/family_session.h"
#include "ui/bridge/history_session.h"
#include "ui/bridge/plan_session.h"

#include <QFuture>
#include <QImage>
#include <QString>
#include <QVector>

#include <chrono>
#include <memory>
#include <optional>

namespace vitrine::ui {

// The one port that every screen talks to: in-process over the engine (app/), a fake (tests/support), remote later.
// All functions may be called on the GUI thread, return at once and never block it; the futures finish on any thread.
// Watch them with a QFutureWatcher that is a member of the receiver and drop late answers (ui/bridge/latest.h).

template <typename T>
using Reply = QFuture<Result<T>>;

/// Products: lists, cards, edits.
class ProductsSession
{
public:
    virtual ~ProductsSession() = default;
    virtual qint64 productCount() const = 0;
    virtual Reply<catalog::ResultSet> find(const catalog::Query &query, const CancelToken &cancel) = 0;
    virtual Reply<QVector<catalog::Row>> rows(const catalog::ResultSet &set, qint64 first, qint64 count) = 0;
    virtual Reply<catalog::Facets> facets(const catalog::Query &query, const CancelToken &cancel) = 0;
    virtual Reply<catalog::Product> product(const ProductKey &key) = 0;
    virtual Reply<QVector<catalog::Attribute>> attributes() = 0;
    virtual Reply<catalog::EditReceipt> edit(const catalog::Edit &edit) = 0;
    virtual HistorySession &history() = 0;
    virtual FamilySession &families() = 0;
};

/// A picture to look at: one of the catalog's originals, or any file.
struct Picture
{
    ImageId image; ///< empty for a file
    QString file; ///< empty for an original
    QString title;
    bool isEmpty() const { return image.isEmpty() && file.isEmpty(); }
};

struct RenderedVariant
{
    QByteArray bytes;
    int widthPx = 0;
    int heightPx = 0;
    std::chrono::microseconds renderTime{0};
    std::optional<double> ssim;
};

/// Pictures: thumbnails, every size of one, pixels to compare.
class PicturesSession
{
public:
    virtual ~PicturesSession() = default;
    virtual QVector<images::Preset> presets() const = 0;
    /// Decoded, fitting a square of `sidePx` device pixels.
    virtual Reply<QImage> thumbnail(const ImageId &image, int sidePx) = 0;
    virtual Reply<RenderedVariant> render(const Picture &picture, const images::Preset &preset, images::Format format,
                                          const CancelToken &cancel) = 0;
    /// Decodes encoded bytes to pixels.
    virtual Reply<QImage> decode(const QByteArray &bytes) = 0;
    /// The lossless reference that scores compare with.
    virtual Reply<QImage> reference(const Picture &picture, const images::Preset &preset) = 0;
    /// The address under which the running origin serves the variant; a path when no origin runs.
    virtual QString url(const ImageId &image, const images::Preset &preset, images::Format format) const = 0;
};

struct PoolLane
{
    bool busy = false;
    QString label;
    qint64 sizeBytes = 0;
    std::chrono::microseconds elapsed{0};
};

struct PoolState
{
    QVector<PoolLane> lanes;
    int queueLimit = 0;
    int queuedInteractive = 0;
    int queuedBulk = 0;
    std::chrono::microseconds oldestQueued{0};
    quint64 completed = 0, failed = 0, rejected = 0;
    qint64 writtenBytes = 0;
    std::chrono::microseconds p50{0}, p90{0}, p99{0};
};

class WritePoolSession
{
public:
    virtual ~WritePoolSession() = default;
    virtual PoolState state() const = 0; ///< cheap: counters only
    virtual void setLanes(int lanes) = 0; ///< 1..64
};

struct OriginRequest
{
    std::chrono::system_clock::time_point at;
    QString method, target, cache, client;
    int status = 0;
    qint64 bytes = 0;
    std::chrono::microseconds duration{0};
};

struct OriginState
{
    bool running = false;
    QString address; ///< "http://127.0.0.1:8480" while running
    quint64 requests = 0, errors4xx = 0, errors5xx = 0, notModified = 0;
    quint64 cacheHits = 0, cacheMisses = 0;
    qint64 sentBytes = 0;
    int connections = 0;
    std::chrono::microseconds p50{0}, p90{0}, p99{0};
    std::chrono::seconds uptime{0};
};

class OriginSession
{
public:
    virtual ~OriginSession() = default;
    virtual OriginState state() const = 0; ///< cheap: counters only
    virtual Reply<QString> start(const QString &listen) = 0; ///< the URL; Conflict when the port is in use
    virtual Reply<Done> stop() = 0; ///< drains
    /// The newest `count` requests, newest first.
    virtual QVector<OriginRequest> recent(int count) const = 0;
};

class ImportSession
{
public:
    virtual ~ImportSession() = default;
    /// Progress is polled with progress() while the future runs.
    virtual Reply<exchange::ImportReport> import(const exchange::ImportOptions &options, const CancelToken &cancel) = 0;
    virtual exchange::ImportProgress progress() const = 0;
};

/// One connection to one engine. Owned by the composition; outlives every screen.
class Session
{
public:
    virtual ~Session() = default;
    virtual QString title() const = 0; ///< "Local engine · /home/…"
    virtual ProductsSession &products() = 0;
    virtual PicturesSession &pictures() = 0;
    virtual WritePoolSession &writePool() = 0;
    virtual OriginSession &origin() = 0;
    virtual ImportSession &imports() = 0;
    virtual PlanSession &plans() = 0;
};

} // namespace vitrine::ui
