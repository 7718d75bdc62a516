#include "ui/support/fake_thumbnails.h"

#include "ui/support/ready_reply.h"

#include <QPainter>

#include <memory>

namespace vitrine::test {

namespace {

QImage draw(const QString &name, int side)
{
    const size_t hash = qHash(name, 7);
    const int height = hash % 3 == 0 ? side : side * 3 / 4;
    QImage image(side, height, QImage::Format_RGB32);
    const QColor base = QColor::fromHsv(int(hash % 360), 70 + int(hash / 360 % 90), 235);
    QLinearGradient ground(0, 0, side, height);
    ground.setColorAt(0, base.lighter(112));
    ground.setColorAt(1, base.darker(118));
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(image.rect(), ground);
    painter.setPen(Qt::NoPen);
    painter.setBrush(base.darker(190));
    const QRectF body(side * 0.3, height * 0.2, side * 0.4, height * 0.6);
    if (hash % 2)
        painter.drawEllipse(body);
    else
        painter.drawRoundedRect(body, side * 0.06, side * 0.06);
    return image;
}

Error notHere()
{
    return {ErrorCode::Internal, QStringLiteral("Not part of this fake"), {}, {}};
}

} // namespace

ui::Reply<QImage> FakeThumbnails::thumbnail(const ImageId &image, int sidePx)
{
    asked.append({image.toString(), sidePx});
    Result<QImage> result = draw(image.toString(), sidePx);
    if (broken.contains(image.toString()))
        result = Error{ErrorCode::Unprocessable, QStringLiteral("Broken"), {}, {}};
    if (!holding)
        return readyReply(std::move(result));
    // Not started: what a session has queued but not begun can be cancelled.
    auto promise = std::make_shared<QPromise<Result<QImage>>>();
    m_held.push_back([promise, result = std::move(result)] {
        promise->start();
        if (!promise->isCanceled())
            promise->addResult(result);
        promise->finish();
    });
    return promise->future();
}

void FakeThumbnails::releaseAll()
{
    holding = false;
    const auto held = std::move(m_held);
    m_held.clear();
    for (const auto &deliver : held)
        deliver();
}

ui::Reply<ui::RenderedVariant> FakeThumbnails::render(const ui::Picture &, const images::Preset &,
                                                      images::Format, const CancelToken &)
{
    return readyReply<ui::RenderedVariant>(notHere());
}

ui::Reply<QImage> FakeThumbnails::decode(const QByteArray &)
{
    return readyReply<QImage>(notHere());
}

ui::Reply<QImage> FakeThumbnails::reference(const ui::Picture &, const images::Preset &)
{
    return readyReply<QImage>(notHere());
}

} // namespace vitrine::test
