#include "images/sniff.h"

#include <unistd.h>

#include <algorithm>

namespace vitrine::images {

namespace {

bool isOneOf(const QByteArray &text, std::initializer_list<const char *> choices)
{
    return std::any_of(choices.begin(), choices.end(),
                       [&text](const char *choice) { return text == choice; });
}

/// ISO base media files carry their major brand at 8 and the compatible ones from 16.
SniffedType sniffBrands(const QByteArray &head)
{
    const auto size = static_cast<quint8>(head[3]) | (static_cast<quint8>(head[2]) << 8);
    QByteArrayList brands{head.mid(8, 4)};
    for (int at = 16; at + 4 <= std::min<int>(size, static_cast<int>(head.size())); at += 4)
        brands << head.mid(at, 4);
    for (const QByteArray &brand : brands) {
        if (isOneOf(brand, {"avif", "avis"}))
            return SniffedType::Avif;
        if (isOneOf(brand, {"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "mif2", "unif"}))
            return brands.contains("avif") || brands.contains("avis") ? SniffedType::Avif : SniffedType::Heif;
    }
    return SniffedType::Unknown;
}

bool isSvg(QByteArray head)
{
    if (head.startsWith("\xef\xbb\xbf"))
        head.remove(0, 3);
    const QByteArray text = head.trimmed();
    return text.startsWith("<svg") || (text.startsWith('<') && text.contains("<svg"));
}

const char *refusalReason(SniffedType type)
{
    switch (type) {
    case SniffedType::Svg:
    case SniffedType::Pdf:
        return "documents that are drawn by a program are not photographs";
    case SniffedType::Jpeg2000:
    case SniffedType::JpegXl:
    case SniffedType::Bmp:
    case SniffedType::Ico:
    case SniffedType::OpenExr:
    case SniffedType::Radiance:
    case SniffedType::Netpbm:
    case SniffedType::Photoshop:
        return "there is no decoder for it that strangers' files can be trusted to";
    default:
        return "it is not a picture";
    }
}

} // namespace

SniffedType sniff(const QByteArray &head)
{
    const auto starts = [&head](const char *magic, int length) {
        return head.startsWith(QByteArray::fromRawData(magic, length));
    };
    if (head.isEmpty())
        return SniffedType::Empty;
    if (starts("\xff\xd8\xff", 3))
        return SniffedType::Jpeg;
    if (starts("\x89PNG\r\n\x1a\n", 8))
        return SniffedType::Png;
    if (starts("RIFF", 4) && head.mid(8, 4) == "WEBP")
        return SniffedType::Webp;
    if (starts("GIF87a", 6) || starts("GIF89a", 6))
        return SniffedType::Gif;
    if (starts("II*\0", 4) || starts("MM\0*", 4) || starts("II+\0", 4) || starts("MM\0+", 4))
        return SniffedType::Tiff;
    if (head.size() >= 12 && head.mid(4, 4) == "ftyp")
        return sniffBrands(head);
    if (starts("\0\0\0\x0cjP  ", 8) || starts("\xff\x4f\xff\x51", 4))
        return SniffedType::Jpeg2000;
    if (starts("\0\0\0\x0cJXL ", 8) || starts("\xff\x0a", 2))
        return SniffedType::JpegXl;
    if (starts("%PDF", 4))
        return SniffedType::Pdf;
    if (starts("BM", 2))
        return SniffedType::Bmp;
    if (starts("\0\0\1\0", 4) || starts("\0\0\2\0", 4))
        return SniffedType::Ico;
    if (starts("\x76\x2f\x31\x01", 4))
        return SniffedType::OpenExr;
    if (starts("#?RADIANCE", 10) || starts("#?RGBE", 6))
        return SniffedType::Radiance;
    if (starts("8BPS", 4))
        return SniffedType::Photoshop;
    if (starts("PK\3\4", 4))
        return SniffedType::Zip;
    if (starts("\x1f\x8b", 2))
        return SniffedType::Gzip;
    if (head.size() > 2 && head[0] == 'P' && head[1] >= '1' && head[1] <= '7' &&
        (head[2] == '\n' || head[2] == ' '))
        return SniffedType::Netpbm;
    if (isSvg(head))
        return SniffedType::Svg;
    return SniffedType::Unknown;
}

SniffedType sniff(const Source &source)
{
    QByteArray head(SniffBytes, Qt::Uninitialized);
    const ssize_t got = pread(source.descriptor(), head.data(), SniffBytes, 0);
    head.resize(std::max<ssize_t>(0, got));
    return sniff(head);
}

QString sniffedTypeName(SniffedType type)
{
    static constexpr const char *names[] = {"jpeg", "png",     "webp",     "gif",      "tiff",      "heif",
                                            "avif", "svg",     "pdf",      "jpeg2000", "jpegxl",    "bmp",
                                            "ico",  "openexr", "radiance", "netpbm",   "photoshop", "zip",
                                            "gzip", "empty",   "unknown"};
    static_assert(std::size(names) == static_cast<std::size_t>(SniffedType::Unknown) + 1);
    return QLatin1String(names[static_cast<std::size_t>(type)]);
}

Error unsupportedType(SniffedType type)
{
    QString what;
    if (type == SniffedType::Empty)
        what = QStringLiteral("the file is empty");
    else if (type == SniffedType::Unknown)
        what = QStringLiteral("the file is not a picture of a known kind");
    else
        what = QStringLiteral("%1 files are not read: %2")
                   .arg(sniffedTypeName(type), QLatin1String(refusalReason(type)));
    return {ErrorCode::UnsupportedType,
            what,
            {},
            QStringLiteral("JPEG, PNG, WebP, GIF, TIFF, HEIC and AVIF are read")};
}

} // namespace vitrine::images
