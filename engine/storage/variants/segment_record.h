#pragma once

#include "images/variant.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace vitrine::storage {

/// The bytes of a segment file: one FileHead, then records, each at a multiple of 8 bytes. Little endian.
///
///   file head, 24: "VTRNVAR1", seed, XXH3-64 of both
///   record head, 40: magic, kind, format, key bytes (16 bit), tag bytes, body bytes, width, height, XXH3-64 of the
///       body, XXH3-64 of the head before it with key and tags
///   key (a variant's ETag), tags, body, zeros up to the next multiple of 8
///
/// Every checksum begins with the file's random seed, so that bytes inside a picture cannot pass for a record of the
/// file. Pure; any bytes may be given to what reads.
constexpr qsizetype FileHeadBytes = 24;
constexpr qsizetype RecordHeadBytes = 40;
constexpr qsizetype RecordAlignment = 8;
constexpr qsizetype MaxKeyBytes = 256;
constexpr qsizetype MaxTagBytes = 64 << 10;
constexpr qsizetype MaxBodyBytes = 1 << 30;

QByteArray encodeFileHead(quint64 seed);
/// The seed; nothing when this is not the start of a segment.
std::optional<quint64> decodeFileHead(QByteArrayView bytes);

enum class RecordKind : quint8 {
    Variant = 1,
    PurgedTags = 2,     ///< the tags are purged; no key, no body
    PurgedPrefixes = 3, ///< each tag is a prefix; "" is everything
};

/// What a record says before its body. Views into the bytes it was read from.
struct RecordHead
{
    RecordKind kind = RecordKind::Variant;
    images::Format format = images::Format::Jpeg;
    int widthPx = 0;
    int heightPx = 0;
    QByteArrayView key;
    QByteArrayView tags;
    qint64 bodyBytes = 0;
    quint64 bodyHash = 0;

    qint64 bodyOffset() const { return RecordHeadBytes + key.size() + tags.size(); }
    qint64 recordBytes() const
    {
        return (bodyOffset() + bodyBytes + RecordAlignment - 1) / RecordAlignment * RecordAlignment;
    }
};

/// A whole record, padding included.
QByteArray encodeVariant(const images::Variant &variant, quint64 seed);
/// Records that hold a purge: several when it names much.
QVector<QByteArray> encodePurge(const images::Purge &purge, quint64 seed);

/// How many bytes decodeRecordHead() needs for any head.
constexpr qsizetype LargestHeadBytes = RecordHeadBytes + MaxKeyBytes + MaxTagBytes;
/// Reads a head at the start of `bytes`. Nothing when it is not a head, is damaged, or does not end here.
std::optional<RecordHead> decodeRecordHead(QByteArrayView bytes, quint64 seed);
/// Reads a whole variant; nothing when anything of it is damaged or missing.
std::optional<images::Variant> decodeVariant(QByteArrayView bytes, quint64 seed);
/// What a purge record names.
images::Purge decodePurge(const RecordHead &head);

} // namespace vitrine::storage
