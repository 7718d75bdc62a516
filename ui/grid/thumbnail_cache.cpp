#include "ui/grid/thumbnail_cache.h"

#include <QFutureWatcher>

#include <cmath>

namespace vitrine::ui {

ThumbnailCache::ThumbnailCache(PicturesSession &session, qint64 maxBytes, QObject *parent)
    : QObject(parent), m_session(session), m_pixmaps(std::max<qint64>(1, maxBytes >> 10))
{
}

ThumbnailCache::~ThumbnailCache()
{
    for (auto &reply : m_running)
        reply.cancel();
}

ThumbnailCache::Thumbnail ThumbnailCache::thumbnail(const ImageId &image, int side, qreal ratio)
{
    const Key key{image, int(std::lround(side * ratio))};
    m_frame.insert(key);
    if (QPixmap *pixmap = m_pixmaps.object(key)) {
        pixmap->setDevicePixelRatio(ratio);
        return {Fate::Here, *pixmap};
    }
    if (m_failed.contains(key))
        return {Fate::Failed, {}};
    if (m_running.contains(key))
        return {};
    m_waiting.removeOne(key);
    m_waiting.append(key);
    if (m_waiting.size() > MaxWaiting)
        m_waiting.removeFirst();
    startMore();
    return {};
}

void ThumbnailCache::beginFrame()
{
    m_frame.clear();
}

void ThumbnailCache::endFrame()
{
    m_waiting.removeIf([this](const Key &key) { return !m_frame.contains(key); });
    for (auto reply = m_running.begin(); reply != m_running.end(); ++reply) {
        if (!m_frame.contains(reply.key()))
            reply->cancel();
    }
}

void ThumbnailCache::retryFailed()
{
    m_failed.clear();
}

void ThumbnailCache::startMore()
{
    while (!m_waiting.isEmpty() && m_running.size() < MaxRunning)
        start(m_waiting.takeFirst());
}

void ThumbnailCache::start(const Key &key)
{
    const auto reply = m_session.thumbnail(key.image, key.sidePx);
    m_running.insert(key, reply);
    auto *watcher = new QFutureWatcher<Result<QImage>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, key] {
        watcher->deleteLater();
        m_running.remove(key);
        if (watcher->future().resultCount() > 0)
            arrived(key, watcher->result());
        else
            emit ready(key.image); // cancelled; whoever sees it again asks again
        startMore();
    });
    watcher->setFuture(reply);
}

void ThumbnailCache::arrived(const Key &key, const Result<QImage> &image)
{
    if (!image && image.error().code == ErrorCode::Overloaded)
        return emit ready(key.image); // the next frame asks again
    if (image && !image->isNull())
        m_pixmaps.insert(key, new QPixmap(QPixmap::fromImage(*image)),
                         std::max<qsizetype>(1, image->sizeInBytes() >> 10));
    else
        m_failed.insert(key);
    emit ready(key.image);
}

} // namespace vitrine::ui
