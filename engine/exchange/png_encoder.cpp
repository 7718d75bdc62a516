#include "exchange/png_encoder.h"

#include <QtEndian>

#include <zlib.h>

#include <vector>

namespace vitrine::exchange {
namespace {

void appendChunk(QByteArray &png, const char *type, const QByteArray &body)
{
    const quint32 length = qToBigEndian(quint32(body.size()));
    png.append(reinterpret_cast<const char *>(&length), 4);
    const QByteArray checked = QByteArray(type, 4) + body;
    png.append(checked);
    const quint32 crc = qToBigEndian(
        quint32(crc32(0, reinterpret_cast<const Bytef *>(checked.constData()), uInt(checked.size()))));
    png.append(reinterpret_cast<const char *>(&crc), 4);
}

} // namespace

QByteArray encodePng(const unsigned char *rgb, int widthPx, int heightPx)
{
    constexpr int FilterUp = 2;
    const std::size_t stride = std::size_t(widthPx) * 3;
    std::vector<unsigned char> filtered((stride + 1) * std::size_t(heightPx));
    for (std::size_t y = 0; y < std::size_t(heightPx); ++y) {
        unsigned char *out = filtered.data() + y * (stride + 1);
        const unsigned char *row = rgb + y * stride;
        *out++ = y == 0 ? 0 : FilterUp;
        for (std::size_t i = 0; i < stride; ++i)
            out[i] = y == 0 ? row[i] : static_cast<unsigned char>(row[i] - row[i - stride]);
    }
    uLongf packedSize = compressBound(uLong(filtered.size()));
    QByteArray packed(qsizetype(packedSize), Qt::Uninitialized);
    compress2(reinterpret_cast<Bytef *>(packed.data()), &packedSize, filtered.data(), uLong(filtered.size()),
              2);
    packed.truncate(qsizetype(packedSize));

    QByteArray header(13, '\0');
    qToBigEndian(quint32(widthPx), header.data());
    qToBigEndian(quint32(heightPx), header.data() + 4);
    header[8] = 8; // bits a channel
    header[9] = 2; // RGB
    QByteArray png = QByteArrayLiteral("\x89PNG\r\n\x1a\n");
    appendChunk(png, "IHDR", header);
    appendChunk(png, "sRGB", QByteArray(1, '\0'));
    appendChunk(png, "IDAT", packed);
    appendChunk(png, "IEND", {});
    return png;
}

} // namespace vitrine::exchange
