#include "images/original_description.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace vitrine::images {

namespace {

constexpr int IdDigits = 32;

} // namespace

QByteArray toJson(const Original &original)
{
    return QJsonDocument(QJsonObject{{QStringLiteral("sha256"), QString::fromLatin1(original.sha256.toHex())},
                                     {QStringLiteral("bytes"), original.sizeBytes},
                                     {QStringLiteral("type"), original.info.type},
                                     {QStringLiteral("width"), original.info.widthPx},
                                     {QStringLiteral("height"), original.info.heightPx},
                                     {QStringLiteral("frames"), original.info.frames},
                                     {QStringLiteral("alpha"), original.info.alpha}})
        .toJson(QJsonDocument::Compact);
}

std::optional<Original> originalFromJson(const ImageId &id, const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    Original original;
    original.id = id;
    original.sha256 = QByteArray::fromHex(object[QStringLiteral("sha256")].toString().toLatin1());
    original.sizeBytes = object[QStringLiteral("bytes")].toInteger(-1);
    original.info = {object[QStringLiteral("type")].toString(), object[QStringLiteral("width")].toInt(),
                     object[QStringLiteral("height")].toInt(), object[QStringLiteral("frames")].toInt(1),
                     object[QStringLiteral("alpha")].toBool()};
    const bool sane = original.sha256.size() == 32 && original.sizeBytes >= 0 &&
                      QString::fromLatin1(original.sha256.toHex()).startsWith(id.toString());
    return sane ? std::optional(original) : std::nullopt;
}

bool isImageId(const QString &text)
{
    return text.size() == IdDigits && std::all_of(text.begin(), text.end(), [](QChar c) {
               return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
           });
}

ImageId imageIdOf(const QByteArray &sha256)
{
    return ImageId(QString::fromLatin1(sha256.toHex().left(IdDigits)));
}

} // namespace vitrine::images
