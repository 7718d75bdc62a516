#include "codec/vips/source_image.h"

#include "codec/vips/gif_structure.h"
#include "codec/vips/srgb_profile.h"
#include "codec/vips/vips_features.h"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace vitrine::codec {

using vips::VImage;

namespace {

/// The HEIF loader of libvips 8.14 lends its ICC profile's bytes to every image made from its own, and frees them with
/// its own: a transform that comes later reads freed memory. A copy that its holder frees has no such end.
VImage withOwnProfile(const VImage &loaded)
{
    if (vipsFeatures().keepsHeifProfiles || loaded.get_typeof(VIPS_META_ICC_NAME) == 0)
        return loaded;
    size_t length = 0;
    const void *lent = loaded.get_blob(VIPS_META_ICC_NAME, &length);
    void *owned = g_malloc(length);
    std::memcpy(owned, lent, length);
    VImage image = loaded.copy();
    image.set(VIPS_META_ICC_NAME, reinterpret_cast<VipsCallbackFn>(vips_area_free_cb), owned, length);
    return image;
}

VImage loadWith(SourceKind kind, VipsBlob *blob, int shrink, int pages)
{
    vips::VOption *options =
        VImage::option()->set("fail_on", VIPS_FAIL_ON_ERROR)->set("access", VIPS_ACCESS_SEQUENTIAL);
    switch (kind) {
    case SourceKind::Jpeg:
        return VImage::jpegload_buffer(blob, options->set("shrink", shrink));
    case SourceKind::Png:
        return VImage::pngload_buffer(blob, options);
    case SourceKind::Webp:
        return VImage::webpload_buffer(blob, options->set("scale", 1.0 / shrink)->set("n", pages));
    case SourceKind::Gif:
        return VImage::gifload_buffer(blob, options->set("n", pages));
    case SourceKind::Tiff:
        return VImage::tiffload_buffer(blob, options);
    case SourceKind::Heif:
        return withOwnProfile(VImage::heifload_buffer(blob, options));
    }
    delete options;
    throw Refusal(JobOutcome::UnsupportedType, "no loader for this kind of file");
}

/// Whether a decoder's warning means that pixels are missing or wrong.
bool isDamage(std::string_view warning)
{
    static constexpr std::array<std::string_view, 10> signs{
        "premature end", "Premature end", "bad Huffman", "instead of RST", "Inconsistent progression",
        "bad arithmetic", // JPEG
        "Bad code word", "Premature EOL", "Premature EOF", "Line length mismatch"}; // fax in TIFF
    if (std::any_of(signs.begin(), signs.end(),
                    [warning](std::string_view sign) { return warning.find(sign) != warning.npos; }))
        return true;
    // Bytes skipped before a restart marker (0xd0 to 0xd7) are pixels of its interval; before any other marker
    // they are padding.
    static constexpr std::string_view Skipped = "extraneous bytes before marker 0xd";
    const std::size_t at = warning.find(Skipped);
    return at != warning.npos && at + Skipped.size() < warning.size() && warning[at + Skipped.size()] >= '0' &&
           warning[at + Skipped.size()] <= '7';
}

bool isFlagged(const VImage &image, const char *field)
{
    return image.get_typeof(field) == G_TYPE_INT && image.get_int(field) != 0;
}

} // namespace

SourceImage::SourceImage(int descriptor, const Job &job) : m_job(job)
{
    if (job.sourceBytes <= 0)
        throw Refusal(JobOutcome::Unprocessable, "the file is empty");
    void *mapped =
        mmap(nullptr, static_cast<std::size_t>(job.sourceBytes), PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (mapped == MAP_FAILED)
        throw Refusal(JobOutcome::Internal, std::string("cannot map the source: ") + std::strerror(errno));
    m_bytes = mapped;
    m_header = load();
    m_frames = m_header.get_typeof(VIPS_META_N_PAGES) ? m_header.get_int(VIPS_META_N_PAGES) : 1;
    if (m_header.get_typeof(VIPS_META_ORIENTATION))
        m_orientation = m_header.get_int(VIPS_META_ORIENTATION);
    if (m_orientation < 1 || m_orientation > 8)
        m_orientation = 1;
    m_plainJpeg = isJpeg() && (profile().empty() || isSrgbProfile(profile()));
}

SourceImage::~SourceImage()
{
    m_header = VImage();
    if (m_bytes)
        munmap(const_cast<void *>(m_bytes), static_cast<std::size_t>(m_job.sourceBytes));
}

void SourceImage::checkLimits() const
{
    const std::int64_t pixels = static_cast<std::int64_t>(m_header.width()) * m_header.height();
    if (pixels > m_job.maxPixels)
        throw Refusal(JobOutcome::Unprocessable,
                      std::to_string(m_header.width()) + " x " + std::to_string(m_header.height()) +
                          " are more than " + std::to_string(m_job.maxPixels / 1'000'000) + " megapixels");
    // What cannot be decoded row by row is held whole: a progressive JPEG as 16-bit coefficients, the others
    // as pixels.
    const std::int64_t pixelBytes = static_cast<std::int64_t>(VIPS_IMAGE_SIZEOF_PEL(m_header.get_image()));
    std::int64_t heldBytes = 0;
    if (m_job.source == SourceKind::Jpeg && isFlagged(m_header, "jpeg-multiscan"))
        heldBytes = pixels * m_header.bands() * 2;
    else if (m_job.source == SourceKind::Heif)
        heldBytes = pixels * pixelBytes * 2;
    else if (m_job.source == SourceKind::Webp || m_job.source == SourceKind::Gif ||
             isFlagged(m_header, "interlaced"))
        heldBytes = pixels * pixelBytes;
    if (heldBytes > m_job.maxDecodedBytes)
        throw Refusal(JobOutcome::Unprocessable, "decoding it would take " + std::to_string(heldBytes >> 20) +
                                                     " MB of memory, more than the limit of " +
                                                     std::to_string(m_job.maxDecodedBytes >> 20) + " MB");
}

bool SourceImage::hasAlpha() const
{
    return m_header.has_alpha();
}

int SourceImage::largestShrink() const
{
    return m_job.source == SourceKind::Jpeg ? 2 : m_job.source == SourceKind::Webp ? 8 : 1;
}

std::span<const std::uint8_t> SourceImage::bytes() const
{
    return {static_cast<const std::uint8_t *>(m_bytes), static_cast<std::size_t>(m_job.sourceBytes)};
}

std::span<const std::uint8_t> SourceImage::profile() const
{
    if (m_header.get_typeof(VIPS_META_ICC_NAME) == 0)
        return {};
    std::size_t length = 0;
    const void *profile = m_header.get_blob(VIPS_META_ICC_NAME, &length);
    return {static_cast<const std::uint8_t *>(profile), length};
}

VImage SourceImage::withProfile(const VImage &pixels) const
{
    VImage image = pixels.copy();
    if (const auto bytes = profile(); !bytes.empty())
        vips_image_set_blob_copy(image.get_image(), VIPS_META_ICC_NAME, bytes.data(), bytes.size());
    return image;
}

VImage SourceImage::load(int shrink) const
{
    return loadPages(shrink, false);
}

bool SourceImage::isAnimation() const
{
    // Nothing that writes animations turns them by EXIF: such a file is shown as its first frame, upright.
    return m_frames > 1 && m_orientation == 1 && (m_job.source == SourceKind::Gif || m_job.source == SourceKind::Webp);
}

VImage SourceImage::loadFrames() const
{
    return loadPages(1, isAnimation());
}

VImage SourceImage::loadPages(int shrink, bool all) const
{
    constexpr int AllPages = -1;
    VipsBlob *blob = vips_blob_new(nullptr, m_bytes, static_cast<std::size_t>(m_job.sourceBytes));
    try {
        VImage image = loadWith(m_job.source, blob, shrink, all ? AllPages : 1);
        vips_area_unref(VIPS_AREA(blob));
        return image;
    } catch (...) {
        vips_area_unref(VIPS_AREA(blob));
        throw;
    }
}

void SourceImage::checkDamage() const
{
    if (m_job.source == SourceKind::Gif &&
        isGifCutOff(bytes()))
        throw Refusal(JobOutcome::Unprocessable, "the picture is damaged: it is cut off");
    // libjpeg fills what is missing with grey and libtiff's fax decoder with white, and both only warn; libvips
    // keeps the warnings in its error buffer. The buffer holds this job's messages alone: one job at a time,
    // cleared before each.
    if (m_job.source != SourceKind::Jpeg && m_job.source != SourceKind::Tiff)
        return;
    std::string_view messages = vips_error_buffer();
    while (!messages.empty()) {
        const std::size_t end = std::min(messages.find('\n'), messages.size());
        const std::string_view line = messages.substr(0, end);
        messages.remove_prefix(std::min(end + 1, messages.size()));
        if (isDamage(line))
            throw Refusal(JobOutcome::Unprocessable, "the picture is damaged: " + std::string(line));
    }
}

} // namespace vitrine::codec
