#include "images/image_service.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QIODevice>

namespace vitrine::images {

namespace {

/// Goes up whenever the same request would give other bytes: a new encoder, resampler or default, quick or careful.
constexpr int EncoderVersion = 9;
constexpr int EtagBytes = 15; // 120 bits, 20 letters of base64
const QByteArray CarefulEnd = QByteArrayLiteral(".2\"");

/// All of it: whoever forgets a member serves one variant under another's name.
void write(QDataStream &stream, const Operations &operations)
{
    const auto &[region, width, height, fit, crop, focusX, focusY, enlarge, mirror, rotation, tone, blur, sharpen,
                 padding, background, opaque, animated, maxBytes] = operations;
    stream << region.left << region.top << region.width << region.height << width << height << quint8(fit)
           << quint8(crop) << focusX << focusY << enlarge << mirror << rotation << quint8(tone) << blur << sharpen
           << padding.top << padding.right << padding.bottom << padding.left << background << opaque << animated
           << maxBytes;
}

} // namespace

QByteArray ImageService::etag(const VariantKey &key)
{
    QByteArray text;
    QDataStream stream(&text, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    const Preset &preset = key.preset;
    // Not the preset's name: two presets with the same contents share their variants.
    stream << EncoderVersion << key.image.toString() << static_cast<int>(key.format)
           << preset.quality[static_cast<std::size_t>(key.format)] << preset.score;
    write(stream, preset);
    const QByteArray hash = QCryptographicHash::hash(text, QCryptographicHash::Sha256).left(EtagBytes);
    const QByteArray quick = '"' + hash.toBase64(QByteArray::Base64UrlEncoding) + '"';
    return key.generation == Generation::Quick ? quick : carefulEtag(quick);
}

QByteArray ImageService::carefulEtag(const QByteArray &etag)
{
    return etag.endsWith(CarefulEnd) ? etag : etag.chopped(1) + CarefulEnd;
}

QByteArray ImageService::quickEtag(const QByteArray &etag)
{
    return etag.endsWith(CarefulEnd) ? etag.chopped(CarefulEnd.size()) + '"' : etag;
}

} // namespace vitrine::images
