#pragma once

#include <QByteArray>
#include <QString>

#include <array>
#include <optional>

namespace vitrine::images {

/// What Vitrine writes.
enum class Format { Jpeg, Webp, Avif, Png };
inline constexpr std::array AllFormats{Format::Jpeg, Format::Webp, Format::Avif, Format::Png};

QLatin1String formatName(Format format);      ///< "jpeg", "webp", "avif", "png"
QLatin1String formatExtension(Format format); ///< "jpg", "webp", "avif", "png"
QByteArray formatMimeType(Format format);     ///< "image/jpeg", …
/// From a name or an extension, any case.
std::optional<Format> formatFromName(QStringView name);

} // namespace vitrine::images
