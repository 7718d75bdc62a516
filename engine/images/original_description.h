#pragma once

#include "images/ports.h"

#include <QByteArray>

#include <optional>

namespace vitrine::images {

/// What a store of originals keeps beside the bytes, as JSON; every store the same, so that copying the files of
/// one is a move to another.
QByteArray toJson(const Original &original);
/// Nothing when it is damaged or of other bytes than `id`.
std::optional<Original> originalFromJson(const ImageId &id, const QByteArray &json);

/// Whether the text has the form of an image's id: 32 lower-case hexadecimal digits.
bool isImageId(const QString &text);
/// The id of bytes with this SHA-256.
ImageId imageIdOf(const QByteArray &sha256);

} // namespace vitrine::images
