#pragma once

#include "ui/bridge/session.h"

#include <QHash>
#include <QMutex>
#include <QPromise>
#include <QStringList>
#include <QThreadPool>

#include <deque>
#include <functional>

namespace vitrine::test {

/// Pictures without an engine. By default a picture is drawn: colours and stripes that depend on the
/// picture's name, with noise, encoded as JPEG or PNG by Qt (WebP and AVIF are JPEGs of a lower quality).
/// Files that Qt can read are read. Renders run on threads of its own, or wait for release() when held. Every
/// setter before the first call.
class FakePictures final : public ui::PicturesSession
{
public:
    explicit FakePictures(int presetCount = 48);
    ~FakePictures() override;

    void setHeld(bool held) { m_held = held; }
    /// Answers the oldest `count` held renders; returns how many there were.
    int release(int count);
    int heldCount() const { return int(m_waiting.size()); }
    void setDelay(std::chrono::milliseconds delay) { m_delay = delay; }
    /// This variant fails.
    void fail(const QString &preset, images::Format format, const Error &error);
    /// This variant's score; others are computed.
    void setScore(const QString &preset, images::Format format, double score);
    /// These bytes are added to the encoded ones.
    void setPadding(const QString &preset, images::Format format, int bytes);

    int rendersAsked() const { return m_asked; }
    int mostAtOnce() const { return m_mostAtOnce; }
    int cancelledCount() const { return m_cancelled; }
    QStringList order() const { return m_order; } ///< "preset/format" as asked

    /// What a render of the preset starts from.
    QImage pixels(const ui::Picture &picture, const images::Preset &preset) const;

    QVector<images::Preset> presets() const override { return m_presets; }
    ui::Reply<QImage> thumbnail(const ImageId &image, int sidePx) override;
    ui::Reply<ui::RenderedVariant> render(const ui::Picture &picture, const images::Preset &preset,
                                          images::Format format, const CancelToken &cancel) override;
    ui::Reply<QImage> decode(const QByteArray &bytes) override;
    ui::Reply<QImage> reference(const ui::Picture &picture, const images::Preset &preset) override;
    QString url(const ImageId &image, const images::Preset &preset, images::Format format) const override;

private:
    using Job = std::function<void()>;
    Result<ui::RenderedVariant> make(const ui::Picture &picture, const images::Preset &preset,
                                     images::Format format, const CancelToken &cancel);
    void settled(bool cancelled);

    QVector<images::Preset> m_presets;
    QHash<QString, Error> m_failures;
    QHash<QString, double> m_scores;
    QHash<QString, int> m_padding;
    std::chrono::milliseconds m_delay{0};
    bool m_held = false;
    std::deque<Job> m_waiting;
    QStringList m_order;
    std::atomic_int m_asked = 0;
    std::atomic_int m_running = 0;
    std::atomic_int m_cancelled = 0;
    int m_mostAtOnce = 0;
    QThreadPool m_pool;
};

} // namespace vitrine::test
