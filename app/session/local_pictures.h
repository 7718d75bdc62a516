#pragma once

#include "app/runtime/runtime.h"
#include "images/ladder_queue.h"
#include "ui/bridge/session.h"

#include <QThreadPool>

namespace vitrine::app {

/// Thumbnails, variants and pixels of an engine in this process. Any thread.
class LocalPictures final : public ui::PicturesSession
{
public:
    explicit LocalPictures(Runtime &runtime);
    ~LocalPictures() override; ///< waits for what is running

    QVector<images::Preset> presets() const override;
    ui::Reply<QImage> thumbnail(const ImageId &image, int sidePx) override;
    ui::Reply<ui::RenderedVariant> render(const ui::Picture &picture, const images::Preset &preset, images::Format format,
                                          const CancelToken &cancel) override;
    ui::Reply<QImage> decode(const QByteArray &bytes) override;
    ui::Reply<QImage> reference(const ui::Picture &picture, const images::Preset &preset) override;
    QString url(const ImageId &image, const images::Preset &preset, images::Format format) const override;

private:
    Result<std::shared_ptr<const images::Source>> open(const ui::Picture &picture);
    images::Renderer::Deadline deadline() const;
    Result<QImage> toImage(const QByteArray &bytes);

    Runtime &m_runtime;
    QThreadPool m_thumbnails;
    QThreadPool m_renders; ///< as many threads as workers
    images::LadderQueue m_ladders;
};

} // namespace vitrine::app
