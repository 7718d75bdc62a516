#include "app/session/local_pictures.h"

#include <QPromise>
#include <QtConcurrent>

#include <memory>

namespace vitrine::app {

namespace {

/// The smallest side among a few that is not below the one asked for, so that thumbnails of every zoom share variants.
int thumbnailSide(int sidePx)
{
    for (const int side : {64, 128, 256, 512, 1024})
        if (sidePx <= side)
            return side;
    return 2048;
}

images::Preset thumbnailPreset(int sidePx)
{
    images::Preset preset;
    preset.widthPx = preset.heightPx = thumbnailSide(sidePx);
    preset.name = QStringLiteral("desktop-%1").arg(preset.widthPx);
    return preset;
}

} // namespace

LocalPictures::LocalPictures(Runtime &runtime)
    : m_runtime(runtime), m_ladders(runtime.renderer(), runtime.configuration().limits.deadline)
{
    m_thumbnails.setMaxThreadCount(2);
    m_renders.setMaxThreadCount(std::max(1, runtime.renderer().concurrency()));
}

LocalPictures::~LocalPictures()
{
    m_thumbnails.clear();
    m_renders.clear();
    m_thumbnails.waitForDone();
    m_renders.waitForDone();
}

QVector<images::Preset> LocalPictures::presets() const { return m_runtime.configuration().presets.all(); }

ui::Reply<QImage> LocalPictures::thumbnail(const ImageId &image, int sidePx)
{
    return QtConcurrent::run(&m_thumbnails, [this, image, sidePx]() -> Result<QImage> {
        const auto variant = m_runtime.images().fetchAndWait({image, thumbnailPreset(sidePx), images::Format::Jpeg});
        if (!variant)
            return variant.error();
        const QImage decoded = QImage::fromData(variant->bytes, "JPEG");
        if (decoded.isNull())
            return Error{ErrorCode::Internal, QStringLiteral("a thumbnail could not be decoded"), image.toString(), {}};
        const bool larger = decoded.width() > sidePx || decoded.height() > sidePx;
        return larger ? decoded.scaled(sidePx, sidePx, Qt::KeepAspectRatio, Qt::SmoothTransformation) : decoded;
    });
}

ui::Reply<ui::RenderedVariant> LocalPictures::render(const ui::Picture &picture, const images::Preset &preset,
                                                     images::Format format, const CancelToken &cancel)
{
    const auto promise = std::make_shared<QPromise<Result<ui::RenderedVariant>>>();
    promise->start();
    m_ladders.add({picture.file.isEmpty() ? picture.image.toString() : picture.file, [this, picture] { return open(picture); },
                   images::RenderSpec{preset, format, true}, cancel, [promise](const Result<images::Rendered> &rendered) {
                       promise->addResult(rendered.map([](const images::Rendered &made) {
                           return ui::RenderedVariant{made.bytes, made.widthPx, made.heightPx, made.renderTime, made.ssim};
                       }));
                       promise->finish();
                   }});
    return promise->future();
}

ui::Reply<QImage> LocalPictures::decode(const QByteArray &bytes)
{
    return QtConcurrent::run(&m_renders, [this, bytes] { return toImage(bytes); });
}

ui::Reply<QImage> LocalPictures::reference(const ui::Picture &picture, const images::Preset &preset)
{
    return QtConcurrent::run(&m_renders, [=, this]() -> Result<QImage> {
        const auto source = open(picture);
        if (!source)
            return source.error();
        const auto rendered = m_runtime.renderer().render(**source, {preset, images::Format::Png, false}, deadline());
        if (!rendered)
            return rendered.error();
        return toImage(rendered->bytes);
    });
}

QString LocalPictures::url(const ImageId &image, const images::Preset &preset, images::Format format) const
{
    const QString path = QStringLiteral("/i/%1/%2/%3.%4")
                             .arg(preset.name, image.toString(), image.toString().left(8), QString(images::formatExtension(format)));
    const QString address = m_runtime.origin().address();
    return address.startsWith(u"http") ? address + path : path;
}

Result<std::shared_ptr<const images::Source>> LocalPictures::open(const ui::Picture &picture)
{
    return picture.file.isEmpty() ? m_runtime.originals().open(picture.image) : images::Source::fromFile(picture.file);
}

images::Renderer::Deadline LocalPictures::deadline() const
{
    return std::chrono::steady_clock::now() + m_runtime.configuration().limits.deadline;
}

Result<QImage> LocalPictures::toImage(const QByteArray &bytes)
{
    const auto source = images::Source::fromBytes(bytes);
    if (!source)
        return source.error();
    const auto pixels = m_runtime.renderer().decode(**source, 0, deadline());
    if (!pixels)
        return pixels.error();
    const QImage view(reinterpret_cast<const uchar *>(pixels->rgba.constData()), pixels->widthPx, pixels->heightPx,
                      qsizetype(pixels->widthPx) * 4, QImage::Format_RGBA8888);
    return view.copy();
}

} // namespace vitrine::app
