#include "codec/picture_header.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <unistd.h>

namespace vitrine::codec {

using images::SniffedType;

namespace {

constexpr int MostBlocks = 4096;      ///< segments, chunks or frames that are looked at
constexpr qint64 MostGifBytes = 1 << 20; ///< that are walked through; the rest is taken to be alike
constexpr qint64 HeifBytes = 64 * 1024;  ///< where the meta box of a picture is
constexpr qint64 MostSidePx = 1ll << 24; ///< so that no product overflows

/// Numbers at any place of a descriptor, read a page at a time; 0 beyond the end.
class Bytes
{
public:
    explicit Bytes(const images::Source &source) : m_descriptor(source.descriptor()), m_size(source.sizeBytes()) {}

    qint64 size() const { return m_size; }
    int u8(qint64 at)
    {
        if (at < m_start || at >= m_start + m_length)
            fill(at);
        return at >= m_start && at < m_start + m_length ? m_page[static_cast<std::size_t>(at - m_start)] : 0;
    }
    int be16(qint64 at) { return u8(at) << 8 | u8(at + 1); }
    int le16(qint64 at) { return u8(at) | u8(at + 1) << 8; }
    int le24(qint64 at) { return le16(at) | u8(at + 2) << 16; }
    qint64 be32(qint64 at) { return qint64(be16(at)) << 16 | be16(at + 2); }
    qint64 le32(qint64 at) { return le16(at) | qint64(le16(at + 2)) << 16; }
    bool is(qint64 at, const char (&name)[5])
    {
        return u8(at) == name[0] && u8(at + 1) == name[1] && u8(at + 2) == name[2] && u8(at + 3) == name[3];
    }

private:
    void fill(qint64 at)
    {
        m_start = at;
        do {
            m_length = at < 0 ? 0 : pread(m_descriptor, m_page.data(), m_page.size(), at);
        } while (m_length < 0 && errno == EINTR);
    }

    const int m_descriptor;
    const qint64 m_size;
    std::array<unsigned char, 4096> m_page{};
    qint64 m_start = 0;
    ssize_t m_length = 0;
};

void readJpeg(Bytes &bytes, PictureHeader &header)
{
    qint64 at = 2;
    for (int i = 0; i < MostBlocks && at < bytes.size(); ++i) {
        if (bytes.u8(at) != 0xff)
            return;
        const int marker = bytes.u8(at + 1);
        if (marker == 0xff) { // fill byte
            ++at;
            continue;
        }
        const bool isFrame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (isFrame) {
            header.bitsPerSample = bytes.u8(at + 4);
            header.heightPx = bytes.be16(at + 5);
            header.widthPx = bytes.be16(at + 7);
            header.channels = bytes.u8(at + 9);
            header.interlaced = (marker & 3) == 2; // SOF2, 6, 10, 14
            return;
        }
        const bool standsAlone = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
        at += 2 + (standsAlone ? 0 : std::max(2, bytes.be16(at + 2)));
    }
}

void readPng(Bytes &bytes, PictureHeader &header)
{
    constexpr std::array<int, 7> Channels{1, 0, 3, 1, 2, 0, 4}; // by colour type
    header.widthPx = bytes.be32(16);
    header.heightPx = bytes.be32(20);
    header.bitsPerSample = bytes.u8(24);
    header.channels = std::max(1, Channels[static_cast<std::size_t>(std::min(bytes.u8(25), 6))]);
    header.interlaced = bytes.u8(28) == 1;
}

qint64 afterSubBlocks(Bytes &bytes, qint64 at)
{
    while (at < bytes.size() && bytes.u8(at) != 0)
        at += 1 + bytes.u8(at);
    return at + 1;
}

qint64 paletteBytes(int flags)
{
    return flags & 0x80 ? 3ll << ((flags & 7) + 1) : 0;
}

void readGif(Bytes &bytes, PictureHeader &header)
{
    header.widthPx = bytes.le16(6);
    header.heightPx = bytes.le16(8);
    qint64 at = 13 + paletteBytes(bytes.u8(10));
    int frames = 0;
    while (at < std::min(bytes.size(), MostGifBytes) && frames < MostBlocks) {
        if (bytes.u8(at) == 0x21) {
            at = afterSubBlocks(bytes, at + 2);
        } else if (bytes.u8(at) == 0x2c) {
            ++frames;
            at = afterSubBlocks(bytes, at + 11 + paletteBytes(bytes.u8(at + 9)));
        } else {
            break; // the trailer, or damage
        }
    }
    if (at >= MostGifBytes && at < bytes.size())
        frames = static_cast<int>(frames * (bytes.size() / at));
    header.frames = std::max(1, frames);
}

void readWebp(Bytes &bytes, PictureHeader &header)
{
    if (bytes.is(12, "VP8 ")) {
        header.widthPx = bytes.le16(26) & 0x3fff;
        header.heightPx = bytes.le16(28) & 0x3fff;
    } else if (bytes.is(12, "VP8L")) {
        const qint64 bits = bytes.le32(21);
        header.widthPx = (bits & 0x3fff) + 1;
        header.heightPx = (bits >> 14 & 0x3fff) + 1;
        header.channels = 4;
    } else if (bytes.is(12, "VP8X")) {
        const int flags = bytes.u8(20);
        header.widthPx = bytes.le24(24) + 1;
        header.heightPx = bytes.le24(27) + 1;
        header.channels = flags & 0x10 ? 4 : 3;
        int frames = 0;
        qint64 at = 12;
        for (int i = 0; (flags & 0x02) && i < MostBlocks && at < bytes.size(); ++i) {
            frames += bytes.is(at, "ANMF");
            at += 8 + ((bytes.le32(at + 4) + 1) & ~1ll);
        }
        header.frames = std::max(1, frames);
    }
}

void readTiff(Bytes &bytes, PictureHeader &header)
{
    const bool little = bytes.u8(0) == 'I';
    const auto u16 = [&](qint64 at) { return little ? bytes.le16(at) : bytes.be16(at); };
    const auto u32 = [&](qint64 at) { return little ? bytes.le32(at) : bytes.be32(at); };
    if (u16(2) != 42)
        return; // BigTIFF
    const qint64 directory = u32(4);
    for (int i = 0; i < std::min(u16(directory), MostBlocks); ++i) {
        const qint64 entry = directory + 2 + 12ll * i;
        const bool isShort = u16(entry + 2) == 3;
        const qint64 value = isShort ? u16(entry + 8) : u32(entry + 8);
        switch (u16(entry)) {
        case 256:
            header.widthPx = value;
            break;
        case 257:
            header.heightPx = value;
            break;
        case 258: // as many as channels: a single one fits the entry, several are elsewhere
            header.bitsPerSample = u32(entry + 4) > 2 ? u16(u32(entry + 8)) : static_cast<int>(value);
            break;
        case 277:
            header.channels = static_cast<int>(value);
            break;
        }
    }
}

/// The largest of the pictures inside: thumbnails and tiles are smaller than what they are part of.
void readHeif(Bytes &bytes, PictureHeader &header)
{
    for (qint64 at = 0; at + 16 < std::min(bytes.size(), HeifBytes); ++at) {
        if (bytes.u8(at) != 'i' || !bytes.is(at, "ispe"))
            continue;
        const qint64 width = bytes.be32(at + 8), height = bytes.be32(at + 12);
        if (width <= MostSidePx && height <= MostSidePx && width * height > header.pixels()) {
            header.widthPx = width;
            header.heightPx = height;
        }
    }
}

} // namespace

bool PictureHeader::isExact() const
{
    // Not GIF: a canvas of no size or of a screen's is replaced by the frames' (libnsgif). Not HEIF: it may be cropped.
    return type == SniffedType::Jpeg || type == SniffedType::Png || type == SniffedType::Webp;
}

PictureHeader readPictureHeader(const images::Source &source)
{
    PictureHeader header;
    header.type = images::sniff(source);
    header.fileBytes = source.sizeBytes();
    Bytes bytes(source);
    switch (header.type) {
    case SniffedType::Jpeg:
        readJpeg(bytes, header);
        break;
    case SniffedType::Png:
        readPng(bytes, header);
        break;
    case SniffedType::Gif:
        readGif(bytes, header);
        break;
    case SniffedType::Webp:
        readWebp(bytes, header);
        break;
    case SniffedType::Tiff:
        readTiff(bytes, header);
        break;
    case SniffedType::Heif:
    case SniffedType::Avif:
        readHeif(bytes, header);
        break;
    default:
        break;
    }
    const bool sane = header.widthPx > 0 && header.heightPx > 0 && header.widthPx <= 0xffffffff &&
                      header.heightPx <= 0x7fffffff;
    if (!sane)
        header.widthPx = header.heightPx = 0;
    header.channels = std::clamp(header.channels, 1, 8);
    header.bitsPerSample = std::clamp(header.bitsPerSample, 1, 64);
    return header;
}

} // namespace vitrine::codec
