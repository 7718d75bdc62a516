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
constexpr int AvifEffort = 1;
constexpr int PngCompression = 3;

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

} // namespace

std::string encode(const VImage &picture, TargetFormat format, int quality)
{
    const VImage bare = withoutMetadata(picture);
    const int side = std::max(bare.width(), bare.height());
    vips::VOption *options = VImage::option()->set("strip", true);
    switch (format) {
    case TargetFormat::Jpeg:
        return toString(bare.jpegsave_buffer(
            options->set("Q", quality)->set("optimize_coding", side <= OptimizedCodingSidePx)));
    case TargetFormat::Webp:
        return toString(bare.webpsave_buffer(
            options->set("Q", quality)->set("effort", side <= CarefulWebpSidePx ? 4 : 2)));
    case TargetFormat::Avif:
        return toString(bare.heifsave_buffer(options->set("Q", quality)
                                                 ->set("compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1)
                                                 ->set("bitdepth", 8)
                                                 ->set("effort", AvifEffort)));
    case TargetFormat::Png:
        return toString(bare.pngsave_buffer(
            options->set("compression", PngCompression)->set("filter", VIPS_FOREIGN_PNG_FILTER_SUB)));
    }
    delete options;
    return {};
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
        picture = VImage::webpload_buffer(blob);
        break;
    case TargetFormat::Avif:
        picture = VImage::heifload_buffer(blob);
        break;
    case TargetFormat::Png:
        picture = VImage::pngload_buffer(blob);
        break;
    }
    vips_area_unref(VIPS_AREA(blob));
    return picture.copy_memory();
}

} // namespace vitrine::codec
