#include "images/support/pictures.h"

#include <QBuffer>

#include <cmath>

namespace vitrine::test {

QImage drawPicture(int widthPx, int heightPx, bool alpha)
{
    QImage picture(widthPx, heightPx, alpha ? QImage::Format_RGBA8888 : QImage::Format_RGB888);
    const int channels = alpha ? 4 : 3;
    for (int y = 0; y < heightPx; ++y) {
        uchar *row = picture.scanLine(y);
        for (int x = 0; x < widthPx; ++x) {
            const double u = static_cast<double>(x) / widthPx, v = static_cast<double>(y) / heightPx;
            const bool disc = std::hypot(u - 0.5, v - 0.5) < 0.25;
            const int weave = ((x / 3 + y / 3) % 2) * 12;
            row[x * channels] = static_cast<uchar>(disc ? 200 : 40 + 120 * u + weave);
            row[x * channels + 1] = static_cast<uchar>(disc ? 60 : 40 + 120 * v + weave);
            row[x * channels + 2] = static_cast<uchar>(disc ? 40 : 90 + weave);
            if (alpha)
                row[x * channels + 3] = std::hypot(u - 0.5, v - 0.5) < 0.45 ? 255 : 0;
        }
    }
    return picture;
}

QByteArray encodePicture(const QImage &picture, const char *format, int quality)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!picture.save(&buffer, format, quality))
        qFatal("Qt cannot write %s here", format);
    return bytes;
}

QImage decodePicture(const QByteArray &bytes)
{
    return QImage::fromData(bytes);
}

} // namespace vitrine::test
