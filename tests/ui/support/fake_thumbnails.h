#pragma once

#include "ui/bridge/session.h"

#include <QSet>

#include <functional>
#include <vector>

namespace vitrine::test {

/// Thumbnails drawn from the image's name: a different shape and colour each. Everything else of the port is
/// Internal.
class FakeThumbnails : public ui::PicturesSession
{
public:
    QSet<QString> broken;                   ///< images that cannot be decoded
    QVector<std::pair<QString, int>> asked; ///< image, side in device pixels
    bool holding = false;                   ///< parks replies until releaseAll()
    int held() const { return int(m_held.size()); }
    void releaseAll();

    QVector<images::Preset> presets() const override { return {}; }
    ui::Reply<QImage> thumbnail(const ImageId &image, int sidePx) override;
    ui::Reply<ui::RenderedVariant> render(const ui::Picture &, const images::Preset &, images::Format,
                                          const CancelToken &) override;
    ui::Reply<QImage> decode(const QByteArray &) override;
    ui::Reply<QImage> reference(const ui::Picture &, const images::Preset &) override;
    QString url(const ImageId &, const images::Preset &, images::Format) const override { return {}; }

private:
    std::vector<std::function<void()>> m_held;
};

} // namespace vitrine::test
