#pragma once

#include "ui/bridge/session.h"

#include <QCache>
#include <QHash>
#include <QObject>
#include <QPixmap>
#include <QSet>

namespace vitrine::ui {

/// Thumbnails for painting: what is here is returned at once, what is not is asked for.
/// Bounded in bytes (least recently used out first) and in waiting wishes; a wish that the last frame no
/// longer contained is dropped, even when the session has not begun it yet. Owned by the page; GUI thread.
class ThumbnailCache : public QObject
{
    Q_OBJECT
public:
    enum class Fate { Waiting, Here, Failed };
    struct Thumbnail
    {
        Fate fate = Fate::Waiting;
        QPixmap pixmap; ///< exactly the asked size or smaller, with its device pixel ratio
    };
    static constexpr int MaxWaiting = 256;
    static constexpr int MaxRunning = 6;

    explicit ThumbnailCache(PicturesSession &session, qint64 maxBytes = 96LL << 20,
                            QObject *parent = nullptr);
    ~ThumbnailCache() override;

    /// `side` is in logical pixels; the picture is asked for at side x ratio device pixels.
    Thumbnail thumbnail(const ImageId &image, int side, qreal ratio);
    /// Between these two calls every thumbnail() is part of one frame; wishes outside of it are dropped at
    /// its end.
    void beginFrame();
    void endFrame();
    /// Forgets failures, e.g. after an import.
    void retryFailed();

    int waiting() const { return int(m_waiting.size()); }
    int running() const { return int(m_running.size()); }

signals:
    /// thumbnail() has something new to say of this picture.
    void ready(const vitrine::ImageId &image);

private:
    struct Key
    {
        ImageId image;
        int sidePx = 0;
        friend bool operator==(const Key &, const Key &) = default;
        friend size_t qHash(const Key &key, size_t seed = 0)
        {
            return qHashMulti(seed, key.image, key.sidePx);
        }
    };

    void startMore();
    void start(const Key &key);
    void arrived(const Key &key, const Result<QImage> &image);

    PicturesSession &m_session;
    QCache<Key, QPixmap> m_pixmaps; ///< cost in KiB
    QSet<Key> m_failed, m_frame;
    QVector<Key> m_waiting; ///< oldest first: a frame asks from its top
    QHash<Key, QFuture<Result<QImage>>> m_running;
};

} // namespace vitrine::ui
