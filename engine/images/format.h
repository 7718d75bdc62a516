#pragma once

#include <QByteArray>
#include <QString>

#include <array>
#include <optional>

namespace vitrine::images {

/// What Vitrine writes.
enum class Format { Jpeg, Webp, Avif, Png, Gif };
inline constexpr std::array AllFormats{Format::Jpeg, Format::Webp, Format::Avif, Format::Png, Format::Gif};
/// Those that a photograph is looked at in; a GIF is worth its bytes for an animation alone.
inline constexpr std::array StillFormats{Format::Jpeg, Format::Webp, Format::Avif, Format::Png};

QLatin1String formatName(Format format);      ///< "jpeg", "webp", "avif", "png", "gif"
QLatin1String formatExtension(Format format); ///< "jpg", "webp", "avif", "png", "gif"
QByteArray formatMimeType(Format format);     ///< "image/jpeg", …
/// From a name or an extension, any case.
std::optional<Format> formatFromName(QStringView name);

} // namespace vitrine::images
