#pragma once

#include "codec/decode_cost.h"
#include "codec/vips/gif_structure.h"

#include <memory>

namespace vitrine::test {

/// Reads any bytes as a picture's first ones; which rule of the readers they break, or nullptr.
inline const char *brokenHeaderRule(const QByteArray &bytes)
{
    // On the heap with nothing behind: a sanitizer sees the first byte that is read too far.
    const auto copy = std::make_unique<std::uint8_t[]>(size_t(bytes.size()));
    std::copy(bytes.begin(), bytes.end(), copy.get());
    (void)codec::isGifCutOff({copy.get(), size_t(bytes.size())});

    const auto source = images::Source::fromBytes(bytes);
    if (!source)
        return "no memory file";
    const codec::PictureHeader header = codec::readPictureHeader(**source);
    if (header.type != images::sniff(bytes.first(std::min<qsizetype>(bytes.size(), images::SniffBytes))))
        return "a header of another type than the first bytes say";
    if (header.widthPx < 0 || header.heightPx < 0 || header.frames < 1 || header.channels < 1 ||
        header.bitsPerSample < 1)
        return "a header that no picture can have";
    if (header.fileBytes != bytes.size())
        return "a header of a file of another size";
    codec::Job job;
    job.operations.widthPx = job.operations.heightPx = 800;
    const codec::DecodeCost cost = codec::decodeCost(header, job);
    if (cost.time.count() < 0 || cost.heldBytes < 0)
        return "a decode that costs less than nothing";
    return nullptr;
}

} // namespace vitrine::test
