#include "images/support/gif_writer.h"

#include <QDataStream>
#include <QIODevice>

namespace vitrine::test {

namespace {

constexpr quint8 CodeBits = 3, ClearCode = 4, EndCode = 5, TransparentIndex = 3;

/// LZW without compression: the table is cleared before it grows a fourth bit.
QByteArray lzw(const QImage &indices)
{
    QByteArray bytes;
    quint32 held = 0;
    int bits = 0;
    const auto put = [&](quint8 code) {
        held |= quint32(code) << bits;
        for (bits += CodeBits; bits >= 8; bits -= 8, held >>= 8)
            bytes.append(char(held & 0xff));
    };
    int sinceClear = 2;
    for (int y = 0; y < indices.height(); ++y) {
        for (int x = 0; x < indices.width(); ++x) {
            if (sinceClear == 2) {
                put(ClearCode);
                sinceClear = 0;
            }
            put(quint8(indices.pixelIndex(x, y)));
            ++sinceClear;
        }
    }
    put(EndCode);
    if (bits > 0)
        bytes.append(char(held & 0xff));
    return bytes;
}

} // namespace

QByteArray writeGif(QSize screen, const QVector<QRgb> &colours, const QVector<GifFrame> &frames, int repeats)
{
    QByteArray gif("GIF89a");
    QDataStream out(&gif, QIODevice::Append);
    out.setByteOrder(QDataStream::LittleEndian);
    out << quint16(screen.width()) << quint16(screen.height()) << quint8(0x81) << quint8(0) << quint8(0);
    for (int i = 0; i < 4; ++i)
        out << quint8(qRed(colours.value(i))) << quint8(qGreen(colours.value(i)))
            << quint8(qBlue(colours.value(i)));
    out.writeRawData("\x21\xff\x0bNETSCAPE2.0\x03\x01", 16);
    out << quint16(repeats) << quint8(0);
    for (const GifFrame &frame : frames) {
        out << quint8(0x21) << quint8(0xf9) << quint8(4) << quint8((int(frame.disposal) << 2) | 1)
            << quint16(frame.delayMs / 10) << TransparentIndex << quint8(0);
        out << quint8(0x2c) << quint16(frame.place.x()) << quint16(frame.place.y())
            << quint16(frame.indices.width()) << quint16(frame.indices.height()) << quint8(0) << quint8(2);
        const QByteArray data = lzw(frame.indices);
        for (int at = 0; at < data.size(); at += 255) {
            const QByteArray block = data.mid(at, 255);
            out << quint8(block.size());
            out.writeRawData(block.constData(), int(block.size()));
        }
        out << quint8(0);
    }
    out << quint8(0x3b);
    return gif;
}

} // namespace vitrine::test
