#pragma once

#include "images/sniff.h"

namespace vitrine::codec {

/// What a picture's first bytes claim about the work that it will be. Nobody has checked it: it is good for an estimate
/// and for refusing what claims too much, never for trusting.
struct PictureHeader
{
    images::SniffedType type = images::SniffedType::Unknown;
    qint64 widthPx = 0; ///< as stored; 0: the header could not be read
    qint64 heightPx = 0;
    int frames = 1;
    int channels = 3;
    int bitsPerSample = 8;
    bool interlaced = false; ///< progressive JPEG, interlaced PNG: held whole before the first row is known
    qint64 fileBytes = 0;

    qint64 pixels() const { return widthPx * heightPx; }
    /// Whether the decoder takes its size from the same bytes, so that too large a claim settles the matter.
    bool isExact() const;
};

/// Reads a few kilobytes of the source, wherever they are; decodes nothing. Bounded in time by the number of blocks
/// that it looks at. JPEG (ITU-T T.81 B.2), PNG (11.2.2), GIF89a, WebP (RFC 9649), TIFF 6.0, HEIF (ISO 23008-12).
PictureHeader readPictureHeader(const images::Source &source);

} // namespace vitrine::codec
