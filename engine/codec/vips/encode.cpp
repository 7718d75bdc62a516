#include "codec/vips/encode.h"

#include <algorithm>

namespace vitrine::codec {

using vips::VImage;

namespace {

// Optimised Huffman tables cost three times a cheap encode: worth it while the picture is small and asked for
// often.
constexpr int OptimizedCodingSidePx = 340;
// Method 2 is twice as fast as 4 for three percent more bytes, which only weighs in small pictures.
constexpr int CarefulWebpSidePx = 340;
// Pinned: libheif's own default of 4 takes 9 to 27 times as long as these. Careful ones spend more, and less of it the
// more pixels there are, so that none takes minutes.
constexpr int AvifEffort = 1, SmallAvifEffort = 4, LargeAvifEffort = 2;
constexpr double SmallAvifPixels = 700'000, LargeAvifPixels = 3'000'000; // beyond the latter as quick as the quick one
constexpr int CarefulWebpMethod = 6;
constexpr int CarefulPngCompression = 9;
constexpr int PngCompression = 3;
constexpr int GifEffort = 1; // 7, the default, takes two to five times as long for no fewer bytes
constexpr int LowestQuality = 10; // of a search: below it nothing is worth looking at

int avifEffort(Effort effort)
{
    switch (effort) {
    case Effort::Careful:
        return SmallAvifEffort;
    case Effort::CarefulLarge:
        return LargeAvifEffort;
    case Effort::Quick:
    case Effort::CarefulHuge:
        break;
    }
    return AvifEffort;
}

std::string toString(VipsBlob *blob)
{
    std::size_t length = 0;
    const void *data = vips_blob_get(blob, &length);
    std::string bytes(static_cast<const char *>(data), length);
    vips_area_unref(VIPS_AREA(blob));
    return bytes;
}

/// strip=TRUE leaves metadata in WebP: fields are removed from the picture itself.
VImage withoutMetadata(const VImage &picture)
{
    VImage bare = picture.copy();
    gchar **fields = vips_image_get_fields(bare.get_image());
    // The fields of the header itself (width, height, …) cannot be removed, and that is all right.
    for (gchar **field = fields; *field; ++field)
        vips_image_remove(bare.get_image(), *field);
    g_strfreev(fields);
    return bare;
}

void describeAnimation(const VImage &bare, const Frames &frames)
{
    vips_image_set_int(bare.get_image(), VIPS_META_PAGE_HEIGHT, frames.heightPx());
    vips_image_set_int(bare.get_image(), VIPS_META_N_PAGES, frames.count);
    vips_image_set_int(bare.get_image(), "loop", frames.loops);
    vips_image_set_array_int(bare.get_image(), "delay", frames.delaysMs.data(),
                             static_cast<int>(frames.delaysMs.size()));
}

std::uint32_t littleEndian(const std::string &bytes, std::size_t at)
{
    std::uint32_t value = 0;
    for (int i = 3; i >= 0; --i)
        value = (value << 8) | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
    return value;
}

/// webpsave adds an EXIF chunk of its own making (150 bytes about the resolution) whatever it is told: it is
/// cut out, and its flag in the VP8X header with it (WebP container specification, "Extended File Format").
std::string withoutExifChunk(std::string webp)
{
    constexpr std::size_t HeaderBytes = 12, ChunkHeaderBytes = 8, FlagsAt = 20;
    constexpr unsigned ExifFlag = 0x08;
    for (std::size_t at = HeaderBytes; at + ChunkHeaderBytes <= webp.size();) {
        const std::size_t size = ChunkHeaderBytes + ((littleEndian(webp, at + 4) + 1u) & ~1u);
        if (webp.compare(at, 4, "EXIF") == 0) {
            webp.erase(at, size);
            continue;
        }
        at += size;
    }
    if (webp.compare(HeaderBytes, 4, "VP8X") == 0)
        webp[FlagsAt] = static_cast<char>(static_cast<unsigned char>(webp[FlagsAt]) & ~ExifFlag);
    const std::size_t riffBytes = webp.size() - 8;
    for (std::size_t i = 0; i < 4; ++i)
        webp[4 + i] = static_cast<char>((riffBytes >> (8 * i)) & 0xff);
    return webp;
}

/// The same coefficients in one scan or in several: small pictures do not pay for the latter.
std::string smallestJpeg(const VImage &bare, int quality)
{
    const auto encoded = [&](bool progressive) {
        return toString(bare.jpegsave_buffer(VImage::option()
                                                 ->set("strip", true)
                                                 ->set("Q", quality)
                                                 ->set("optimize_coding", true)
                                                 ->set("interlace", progressive)));
    };
    std::string inOne = encoded(false), inSeveral = encoded(true);
    return inOne.size() < inSeveral.size() ? inOne : inSeveral;
}

} // namespace

Effort carefulEffort(int widthPx, int heightPx)
{
    const double pixels = static_cast<double>(widthPx) * heightPx;
    if (pixels > LargeAvifPixels)
        return Effort::CarefulHuge;
    return pixels > SmallAvifPixels ? Effort::CarefulLarge : Effort::Careful;
}

bool isOptimizedCodingWorthIt(int sidePx)
{
    return sidePx <= OptimizedCodingSidePx;
}

int webpEffort(int sidePx)
{
    return sidePx <= CarefulWebpSidePx ? 4 : 2;
}

std::string encode(const Frames &frames, TargetFormat format, int quality, Effort effort, bool halfChroma)
{
    const bool careful = effort != Effort::Quick;
    const VImage bare = withoutMetadata(frames.picture);
    const int side = std::max(bare.width(), frames.heightPx());
    if (frames.count > 1)
        describeAnimation(bare, frames);
    if (careful && format == TargetFormat::Jpeg)
        return smallestJpeg(bare, quality);
    vips::VOption *options = VImage::option()->set("strip", true);
    switch (format) {
    case TargetFormat::Jpeg:
        return toString(bare.jpegsave_buffer(
            options->set("Q", quality)
                ->set("optimize_coding", isOptimizedCodingWorthIt(side))
                ->set("subsample_mode", halfChroma ? VIPS_FOREIGN_SUBSAMPLE_ON : VIPS_FOREIGN_SUBSAMPLE_AUTO)));
    case TargetFormat::Webp:
        return withoutExifChunk(toString(bare.webpsave_buffer(
            options->set("Q", quality)->set("effort", careful ? CarefulWebpMethod : webpEffort(side)))));
    case TargetFormat::Avif:
        return toString(bare.heifsave_buffer(options->set("Q", quality)
                                                 ->set("compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1)
                                                 ->set("bitdepth", 8)
                                                 ->set("effort", avifEffort(effort))));
    case TargetFormat::Png:
        return toString(bare.pngsave_buffer(
            options->set("compression", careful ? CarefulPngCompression : PngCompression)
                ->set("filter", careful ? VIPS_FOREIGN_PNG_FILTER_ALL : VIPS_FOREIGN_PNG_FILTER_SUB)));
    case TargetFormat::Gif:
        return toString(bare.gifsave_buffer(options->set("effort", GifEffort)));
    }
    delete options;
    return {};
}

std::string encodeWithin(const Frames &frames, TargetFormat format, int quality, std::int32_t maxBytes, Effort effort)
{
    std::string best = encode(frames, format, quality, effort);
    const auto limit = static_cast<std::size_t>(maxBytes);
    if (maxBytes <= 0 || format == TargetFormat::Png || format == TargetFormat::Gif)
        return best;
    // Bytes grow with quality: bisection below the one that was tried.
    int lowest = LowestQuality, highest = best.size() <= limit ? 0 : quality - 1;
    while (lowest <= highest) {
        const int middle = lowest + (highest - lowest) / 2;
        std::string bytes = encode(frames, format, middle, effort);
        const bool fits = bytes.size() <= limit;
        if (fits || best.size() > limit)
            best = std::move(bytes);
        if (fits)
            lowest = middle + 1;
        else
            highest = middle - 1;
    }
    return best;
}

VImage decodeAgain(const std::string &bytes, TargetFormat format)
{
    VipsBlob *blob = vips_blob_new(nullptr, bytes.data(), bytes.size());
    VImage picture;
    switch (format) {
    case TargetFormat::Jpeg:
        picture = VImage::jpegload_buffer(blob);
        break;
    case TargetFormat::Webp:
        picture = VImage::webpload_buffer(blob, VImage::option()->set("n", -1));
        break;
    case TargetFormat::Avif:
        picture = VImage::heifload_buffer(blob);
        break;
    case TargetFormat::Png:
        picture = VImage::pngload_buffer(blob);
        break;
    case TargetFormat::Gif:
        picture = VImage::gifload_buffer(blob, VImage::option()->set("n", -1));
        break;
    }
    vips_area_unref(VIPS_AREA(blob));
    return picture.copy_memory();
}

} // namespace vitrine::codec
