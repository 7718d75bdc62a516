#pragma once

#include <QByteArray>
#include <QImage>

namespace vitrine::test {

/// A picture with gradients, edges and some texture, the same every time; with transparent corners if asked
/// for.
QImage drawPicture(int widthPx, int heightPx, bool alpha = false);

/// Encoded by Qt. `format` is "JPEG", "PNG" or "WEBP" as QImageWriter knows it.
QByteArray encodePicture(const QImage &picture, const char *format, int quality = 90);

/// Decoded by Qt, which knows nothing of the code under test.
QImage decodePicture(const QByteArray &bytes);

} // namespace vitrine::test
