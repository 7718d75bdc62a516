#include "codec/vips/baseline_twin.h"

#include "codec/vips/jpeg_complaints.h"

#include <cstdlib>
#include <cstring>
#include <string_view>

namespace vitrine::codec {

namespace {

/// The encoder writes these itself.
bool isWrittenAnyway(const jpeg_compress_struct &to, const jpeg_marker_struct &marker)
{
    const std::string_view data(reinterpret_cast<const char *>(marker.data), marker.data_length);
    return (to.write_JFIF_header && marker.marker == JPEG_APP0 && data.starts_with("JFIF")) ||
           (to.write_Adobe_marker && marker.marker == JPEG_APP0 + 14 && data.starts_with("Adobe"));
}

/// Everything that a longjmp may cross has to be plain.
bool transcode(jpeg_decompress_struct &from, jpeg_compress_struct &to, Complaints &complaints,
               std::span<const std::uint8_t> jpeg, unsigned char **bytes, unsigned long *size)
{
    if (setjmp(complaints.end))
        return false;
    constexpr unsigned WholeMarker = 0xffff;
    jpeg_create_decompress(&from);
    jpeg_create_compress(&to);
    jpeg_mem_src(&from, jpeg.data(), static_cast<unsigned long>(jpeg.size()));
    jpeg_save_markers(&from, JPEG_COM, WholeMarker);
    for (int application = 0; application < 16; ++application)
        jpeg_save_markers(&from, JPEG_APP0 + application, WholeMarker);
    if (jpeg_read_header(&from, TRUE) != JPEG_HEADER_OK || from.data_precision != 8 ||
        (from.jpeg_color_space != JCS_YCbCr && from.jpeg_color_space != JCS_GRAYSCALE))
        return false;
    jvirt_barray_ptr *coefficients = jpeg_read_coefficients(&from);
    if (complaints.warned)
        return false;
    jpeg_mem_dest(&to, bytes, size);
    jpeg_copy_critical_parameters(&from, &to);
    to.optimize_coding = TRUE;
    jpeg_write_coefficients(&to, coefficients);
    for (const jpeg_marker_struct *marker = from.marker_list; marker; marker = marker->next) {
        if (!isWrittenAnyway(to, *marker))
            jpeg_write_marker(&to, marker->marker, marker->data, marker->data_length);
    }
    jpeg_finish_compress(&to);
    jpeg_finish_decompress(&from);
    return !complaints.warned;
}

} // namespace

std::optional<std::string> baselineTwin(std::span<const std::uint8_t> jpeg)
{
    jpeg_decompress_struct from{};
    jpeg_compress_struct to{};
    Complaints complaints{};
    listen(complaints);
    from.err = to.err = &complaints.manager;
    unsigned char *bytes = nullptr;
    unsigned long size = 0;
    const bool whole = transcode(from, to, complaints, jpeg, &bytes, &size);
    jpeg_destroy_compress(&to);
    jpeg_destroy_decompress(&from);
    std::optional<std::string> twin;
    if (whole)
        twin.emplace(reinterpret_cast<const char *>(bytes), size);
    std::free(bytes);
    return twin;
}

} // namespace vitrine::codec
