#pragma once

#include "base/error.h"
#include "images/ports.h"

#include <QByteArray>
#include <QString>

namespace vitrine::images {

/// What a file is by its first bytes, whatever its name says. The later ones are known only to be refused by
/// name.
enum class SniffedType {
    Jpeg,
    Png,
    Webp,
    Gif,
    Tiff,
    Heif,
    Avif,
    Svg,
    Pdf,
    Jpeg2000,
    JpegXl,
    Bmp,
    Ico,
    OpenExr,
    Radiance,
    Netpbm,
    Photoshop,
    Zip,
    Gzip,
    Empty,
    Unknown,
};

/// How many first bytes decide.
constexpr int SniffBytes = 1024;

SniffedType sniff(const QByteArray &head);
SniffedType sniff(const Source &source);

QString sniffedTypeName(SniffedType type); ///< "jpeg", "png", …

/// For a type that Vitrine does not read: says what it is, why not, and which ones are read.
Error unsupportedType(SniffedType type);

} // namespace vitrine::images
