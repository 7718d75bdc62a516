#pragma once

#include "codec/worker_protocol.h"

#include <vips/vips8>

#include <span>
#include <stdexcept>
#include <string>

namespace vitrine::codec {

/// Why a picture is not rendered. Never leaves the worker: the job server turns it into an answer.
class Refusal : public std::runtime_error
{
public:
    Refusal(JobOutcome outcome, const std::string &reason) : std::runtime_error(reason), m_outcome(outcome) {}
    JobOutcome outcome() const { return m_outcome; }

private:
    JobOutcome m_outcome;
};

/// An original mapped into memory, opened with the one loader that its sniffed kind allows. Header first: nothing is decoded before checkLimits() has passed.
class SourceImage
{
public:
    /// Maps `descriptor`; throws Refusal when that fails or the header cannot be read.
    SourceImage(int descriptor, const Job &job);
    ~SourceImage();
    SourceImage(const SourceImage &) = delete;
    SourceImage &operator=(const SourceImage &) = delete;

    /// Throws Refusal for too many pixels or a decode that would need too much memory.
    void checkLimits() const;

    int frames() const { return m_frames; }
    bool hasAlpha() const;
    /// Quarter turns: the upright picture has width and height exchanged.
    bool isTurned() const { return m_orientation >= 5; }
    int exifOrientation() const { return m_orientation; } ///< 1 to 8
    int storedWidthPx() const { return m_header.width(); }
    int storedHeightPx() const { return m_header.height(); }
    int uprightWidthPx() const { return isTurned() ? m_header.height() : m_header.width(); }
    int uprightHeightPx() const { return isTurned() ? m_header.width() : m_header.height(); }

    /// The largest shrinkOnLoad() of this kind of file that is not seen. A JPEG
    /// shrinks block by block: beyond 2, stripes near the width of a block turn into moire (tests/codec/tst_fabric).
    int largestShrink() const;
    /// The file as it is.
    std::span<const std::uint8_t> bytes() const;
    bool isJpeg() const { return m_job.source == SourceKind::Jpeg; }
    /// A JPEG whose colours are sRGB, by its profile or for want of one.
    bool isPlainJpeg() const { return m_plainJpeg; }
    /// `pixels` with the ICC profile of the file, if it has one.
    vips::VImage withProfile(const vips::VImage &pixels) const;
    /// A lazy pipeline from the first byte; pixels come when somebody asks for them, once, from top to
    /// bottom.
    vips::VImage load(int shrink = 1) const;
    /// Whether the frames are moments of one picture (and not, as in TIFF and HEIF, pictures in a row).
    bool isAnimation() const;
    /// The same with all frames of an animation below each other, none of them shrunk.
    vips::VImage loadFrames() const;
    /// After the pixels have come: throws Refusal when the decoder complained of damage that it drew over.
    void checkDamage() const;

private:
    std::span<const std::uint8_t> profile() const; ///< empty: none
    vips::VImage loadPages(int shrink, bool all) const;

    const Job m_job;
    const void *m_bytes = nullptr;
    vips::VImage m_header;
    int m_frames = 1;
    int m_orientation = 1;
    bool m_plainJpeg = false;
};

} // namespace vitrine::codec
