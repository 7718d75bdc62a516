#include "images/format.h"

namespace vitrine::images {

QLatin1String formatName(Format format)
{
    switch (format) {
    case Format::Jpeg:
        return QLatin1String("jpeg");
    case Format::Webp:
        return QLatin1String("webp");
    case Format::Avif:
        return QLatin1String("avif");
    case Format::Png:
        return QLatin1String("png");
    case Format::Gif:
        return QLatin1String("gif");
    }
    return {};
}

QLatin1String formatExtension(Format format)
{
    return format == Format::Jpeg ? QLatin1String("jpg") : formatName(format);
}

QByteArray formatMimeType(Format format)
{
    return QByteArray("image/") + formatName(format).data();
}

std::optional<Format> formatFromName(QStringView name)
{
    for (const Format format : AllFormats) {
        if (name.compare(formatName(format), Qt::CaseInsensitive) == 0 ||
            name.compare(formatExtension(format), Qt::CaseInsensitive) == 0)
            return format;
    }
    return std::nullopt;
}

} // namespace vitrine::images
