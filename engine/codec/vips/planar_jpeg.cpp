#include "codec/vips/planar_jpeg.h"

#include "codec/vips/jpeg_complaints.h"

#include <webp/encode.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace vitrine::codec {

namespace {

bool isPlain(const jpeg_decompress_struct &jpeg)
{
    if (jpeg.jpeg_color_space != JCS_YCbCr || jpeg.num_components != 3 || jpeg.data_precision != 8)
        return false;
    const jpeg_component_info *parts = jpeg.comp_info;
    return parts[0].h_samp_factor <= 2 && parts[0].v_samp_factor <= 2 && parts[1].h_samp_factor == 1 &&
           parts[1].v_samp_factor == 1 && parts[2].h_samp_factor == 1 && parts[2].v_samp_factor == 1;
}

void makeRoom(const jpeg_decompress_struct &jpeg, YccPlanes &planes, int &blockRows)
{
    blockRows = static_cast<int>((jpeg.image_height + static_cast<unsigned>(jpeg.max_v_samp_factor * DCTSIZE) - 1) /
                                 static_cast<unsigned>(jpeg.max_v_samp_factor * DCTSIZE));
    for (std::size_t i = 0; i < planes.size(); ++i) {
        const jpeg_component_info &part = jpeg.comp_info[i];
        Plane &plane = planes[i];
        plane.width = static_cast<int>(part.downsampled_width);
        plane.height = static_cast<int>(part.downsampled_height);
        plane.stride = static_cast<int>(part.width_in_blocks) * part.DCT_scaled_size;
        plane.samples.resize(static_cast<std::size_t>(plane.stride) * part.v_samp_factor * part.DCT_scaled_size *
                             static_cast<std::size_t>(blockRows));
    }
}

/// Everything that a longjmp may cross has to be plain: the planes and the row pointers are the caller's.
bool readPlanes(jpeg_decompress_struct &jpeg, Complaints &complaints, std::span<const std::uint8_t> bytes,
                int shrink, YccPlanes &planes, std::array<std::vector<JSAMPROW>, 3> &rows)
{
    if (setjmp(complaints.end))
        return false;
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, bytes.data(), static_cast<unsigned long>(bytes.size()));
    if (jpeg_read_header(&jpeg, TRUE) != JPEG_HEADER_OK || !isPlain(jpeg))
        return false;
    jpeg.scale_num = 1;
    jpeg.scale_denom = static_cast<unsigned>(shrink);
    jpeg.raw_data_out = TRUE;
    jpeg.dct_method = JDCT_ISLOW;
    jpeg_start_decompress(&jpeg);
    int blockRows = 0;
    makeRoom(jpeg, planes, blockRows);
    JSAMPARRAY parts[3] = {};
    const auto lines = static_cast<JDIMENSION>(jpeg.max_v_samp_factor * jpeg.min_DCT_scaled_size);
    for (int block = 0; block < blockRows; ++block) {
        for (std::size_t i = 0; i < planes.size(); ++i) {
            const int height = jpeg.comp_info[i].v_samp_factor * jpeg.comp_info[i].DCT_scaled_size;
            rows[i].resize(static_cast<std::size_t>(height));
            for (int y = 0; y < height; ++y)
                rows[i][static_cast<std::size_t>(y)] =
                    planes[i].samples.data() +
                    static_cast<std::size_t>(planes[i].stride) * (static_cast<std::size_t>(block) * height + y);
            parts[i] = rows[i].data();
        }
        if (jpeg_read_raw_data(&jpeg, parts, lines) == 0)
            return false;
        if (complaints.warned)
            return false;
    }
    jpeg_finish_decompress(&jpeg);
    return !complaints.warned;
}

bool writePlanes(jpeg_compress_struct &jpeg, Complaints &complaints, const SharedYcc &planes, int quality,
                 bool optimizedCoding, unsigned char **bytes, unsigned long *size)
{
    if (setjmp(complaints.end))
        return false;
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, bytes, size);
    jpeg.image_width = static_cast<JDIMENSION>(planes[0]->width);
    jpeg.image_height = static_cast<JDIMENSION>(planes[0]->height);
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_YCbCr;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg.optimize_coding = optimizedCoding;
    jpeg.raw_data_in = TRUE;
    jpeg.dct_method = JDCT_ISLOW;
    const int factor = planes[1]->width == planes[0]->width && planes[1]->height == planes[0]->height ? 1 : 2;
    jpeg.comp_info[0].h_samp_factor = factor;
    jpeg.comp_info[0].v_samp_factor = factor;
    jpeg_start_compress(&jpeg, TRUE);
    constexpr int MostLines = 2 * DCTSIZE;
    JSAMPROW rows[3][MostLines] = {};
    JSAMPARRAY parts[3] = {rows[0], rows[1], rows[2]};
    for (int block = 0; jpeg.next_scanline < jpeg.image_height; ++block) {
        for (std::size_t i = 0; i < planes.size(); ++i) {
            const int lines = i == 0 ? factor * DCTSIZE : DCTSIZE;
            for (int y = 0; y < lines; ++y)
                rows[i][y] = const_cast<JSAMPROW>(planes[i]->samples.data()) +
                             static_cast<std::size_t>(planes[i]->stride) * (static_cast<std::size_t>(block) * lines + y);
        }
        if (jpeg_write_raw_data(&jpeg, parts, static_cast<JDIMENSION>(factor * DCTSIZE)) == 0)
            return false;
    }
    jpeg_finish_compress(&jpeg);
    return true;
}

/// Full range to the 16 to 235 and 16 to 240 of video, which WebP keeps (RFC 9649, VP8 of RFC 6386).
void toVideoRange(const Plane &plane, int range, int offset, int centre, std::uint8_t *to, int stride)
{
    std::array<std::uint8_t, 256> table{};
    for (int value = 0; value < 256; ++value)
        table[static_cast<std::size_t>(value)] =
            static_cast<std::uint8_t>(offset + ((value - centre) * range + (value >= centre ? 127 : -127)) / 255);
    for (int y = 0; y < plane.height; ++y) {
        const std::uint8_t *from = plane.samples.data() + static_cast<std::size_t>(plane.stride) * y;
        std::transform(from, from + plane.width, to + static_cast<std::ptrdiff_t>(stride) * y,
                       [&table](std::uint8_t value) { return table[value]; });
    }
}

} // namespace

std::optional<YccPlanes> decodeToPlanes(std::span<const std::uint8_t> jpeg, int shrink)
{
    jpeg_decompress_struct decoder{};
    Complaints complaints{};
    listen(complaints);
    decoder.err = &complaints.manager;
    YccPlanes planes;
    std::array<std::vector<JSAMPROW>, 3> rows;
    const bool whole = readPlanes(decoder, complaints, jpeg, shrink, planes, rows);
    jpeg_destroy_decompress(&decoder);
    return whole ? std::optional(std::move(planes)) : std::nullopt;
}

std::optional<std::string> encodePlanes(const SharedYcc &planes, int quality, bool optimizedCoding)
{
    jpeg_compress_struct encoder{};
    Complaints complaints{};
    listen(complaints);
    encoder.err = &complaints.manager;
    unsigned char *bytes = nullptr;
    unsigned long size = 0;
    const bool done = writePlanes(encoder, complaints, planes, quality, optimizedCoding, &bytes, &size);
    jpeg_destroy_compress(&encoder);
    std::optional<std::string> result;
    if (done)
        result.emplace(reinterpret_cast<const char *>(bytes), size);
    std::free(bytes);
    return result;
}

std::optional<std::string> encodePlanesAsWebp(const SharedYcc &planes, int quality, int method)
{
    WebPConfig config;
    WebPPicture picture;
    if (!WebPConfigPreset(&config, WEBP_PRESET_DEFAULT, static_cast<float>(quality)) ||
        !WebPPictureInit(&picture))
        return std::nullopt;
    config.method = method;
    picture.use_argb = 0;
    picture.colorspace = WEBP_YUV420;
    picture.width = planes[0]->width;
    picture.height = planes[0]->height;
    WebPMemoryWriter writer;
    WebPMemoryWriterInit(&writer);
    std::optional<std::string> result;
    if (WebPPictureAlloc(&picture)) {
        toVideoRange(*planes[0], 219, 16, 0, picture.y, picture.y_stride);
        toVideoRange(*planes[1], 224, 128, 128, picture.u, picture.uv_stride);
        toVideoRange(*planes[2], 224, 128, 128, picture.v, picture.uv_stride);
        picture.writer = WebPMemoryWrite;
        picture.custom_ptr = &writer;
        if (WebPEncode(&config, &picture))
            result.emplace(reinterpret_cast<const char *>(writer.mem), writer.size);
    }
    WebPMemoryWriterClear(&writer);
    WebPPictureFree(&picture);
    return result;
}

void toRgb(const SharedYcc &planes, std::uint8_t *rgb)
{
    constexpr int Bits = 16;
    constexpr auto fixed = [](double factor) { return static_cast<std::int32_t>(factor * (1 << Bits) + 0.5); };
    constexpr std::int32_t RedOfRed = fixed(1.402), GreenOfRed = fixed(0.714136), GreenOfBlue = fixed(0.344136),
                           BlueOfBlue = fixed(1.772), Half = 1 << (Bits - 1);
    const auto byte = [](std::int32_t value) { return static_cast<std::uint8_t>(std::clamp(value, 0, 255)); };
    const Plane &luma = *planes[0];
    for (int y = 0; y < luma.height; ++y) {
        const auto row = [y](const Plane &plane) {
            return plane.samples.data() + static_cast<std::size_t>(plane.stride) * y;
        };
        const std::uint8_t *light = row(luma), *blue = row(*planes[1]), *red = row(*planes[2]);
        for (int x = 0; x < luma.width; ++x, rgb += 3) {
            const std::int32_t cb = blue[x] - 128, cr = red[x] - 128;
            rgb[0] = byte(light[x] + ((RedOfRed * cr + Half) >> Bits));
            rgb[1] = byte(light[x] - ((GreenOfRed * cr + GreenOfBlue * cb + Half) >> Bits));
            rgb[2] = byte(light[x] + ((BlueOfBlue * cb + Half) >> Bits));
        }
    }
}

} // namespace vitrine::codec
