#include "ui/images/difference.h"

#include <algorithm>
#include <cstdlib>

namespace vitrine::ui {

Difference difference(const QImage &a, const QImage &b, int gain)
{
    if (a.isNull() || b.isNull())
        return {};
    // ARGB and not RGB: under transparency the colour means nothing, so compare what a white page would show.
    const auto flat = [&b](const QImage &image) {
        QImage scaled = image.size() == b.size()
                            ? image
                            : image.scaled(b.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        if (!scaled.hasAlphaChannel())
            return scaled.convertToFormat(QImage::Format_RGB32);
        scaled.convertTo(QImage::Format_ARGB32_Premultiplied);
        for (int y = 0; y < scaled.height(); ++y) {
            QRgb *line = reinterpret_cast<QRgb *>(scaled.scanLine(y));
            for (int x = 0; x < scaled.width(); ++x) {
                const int rest = 255 - qAlpha(line[x]);
                line[x] = qRgb(qRed(line[x]) + rest, qGreen(line[x]) + rest, qBlue(line[x]) + rest);
            }
        }
        return scaled.convertToFormat(QImage::Format_RGB32);
    };
    const QImage left = flat(a);
    const QImage right = flat(b);
    Difference result;
    result.image = QImage(b.size(), QImage::Format_RGB32);
    qint64 sum = 0;
    for (int y = 0; y < b.height(); ++y) {
        const QRgb *l = reinterpret_cast<const QRgb *>(left.constScanLine(y));
        const QRgb *r = reinterpret_cast<const QRgb *>(right.constScanLine(y));
        QRgb *out = reinterpret_cast<QRgb *>(result.image.scanLine(y));
        for (int x = 0; x < b.width(); ++x) {
            const int red = std::abs(qRed(l[x]) - qRed(r[x]));
            const int green = std::abs(qGreen(l[x]) - qGreen(r[x]));
            const int blue = std::abs(qBlue(l[x]) - qBlue(r[x]));
            sum += red + green + blue;
            result.largest = std::max({result.largest, red, green, blue});
            out[x] = qRgb(std::min(255, red * gain), std::min(255, green * gain), std::min(255, blue * gain));
        }
    }
    result.mean = double(sum) / (3.0 * b.width() * b.height());
    return result;
}

MipImage::MipImage(QImage image)
{
    if (image.isNull())
        return;
    m_alpha = image.hasAlphaChannel();
    image.convertTo(m_alpha ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
    image.setDevicePixelRatio(1);
    m_levels += image;
    while (std::min(m_levels.last().width(), m_levels.last().height()) > 256)
        m_levels += m_levels.last().scaled(m_levels.last().size() / 2, Qt::IgnoreAspectRatio,
                                           Qt::SmoothTransformation);
}

const QImage &MipImage::level(double zoom) const
{
    qsizetype level = 0;
    for (double rest = zoom; rest <= 0.5 && level + 1 < m_levels.size(); rest *= 2)
        ++level;
    return m_levels[level];
}

} // namespace vitrine::ui
