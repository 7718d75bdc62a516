#include "storage/variants/segment_record.h"

#include <QtEndian>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstring>

namespace vitrine::storage {

namespace {

constexpr char FileMagic[] = "VTRNVAR1";
constexpr quint32 RecordMagic = 0x56524543;

quint64 hashOf(QByteArrayView bytes, quint64 seed)
{
    return XXH3_64bits_withSeed(bytes.data(), size_t(bytes.size()), seed);
}

template <typename T>
void append(QByteArray *out, T value)
{
    const T little = qToLittleEndian(value);
    out->append(reinterpret_cast<const char *>(&little), sizeof little);
}

template <typename T>
T read(QByteArrayView bytes, qsizetype at)
{
    return qFromLittleEndian<T>(bytes.data() + at);
}

/// The checksum of a head is of all before it, and of what follows it up to the body.
quint64 headHash(QByteArrayView head, QByteArrayView keyAndTags, quint64 seed)
{
    return hashOf(keyAndTags, hashOf(head.first(RecordHeadBytes - 8), seed));
}

QByteArray encode(RecordKind kind, const images::Variant &variant, quint64 seed)
{
    QByteArray record;
    record.reserve(RecordHeadBytes + variant.etag.size() + variant.tags.size() + variant.bytes.size() +
                   RecordAlignment);
    append(&record, RecordMagic);
    append(&record, quint8(kind));
    append(&record, quint8(variant.format));
    append(&record, quint16(variant.etag.size()));
    append(&record, quint32(variant.tags.size()));
    append(&record, quint32(variant.bytes.size()));
    append(&record, qint32(variant.widthPx));
    append(&record, qint32(variant.heightPx));
    append(&record, hashOf(variant.bytes, seed));
    append(&record, headHash(record + QByteArray(8, '\0'), variant.etag + variant.tags, seed));
    record += variant.etag;
    record += variant.tags;
    record += variant.bytes;
    record.append((RecordAlignment - record.size() % RecordAlignment) % RecordAlignment, '\0');
    return record;
}

} // namespace

QByteArray encodeFileHead(quint64 seed)
{
    QByteArray head(FileMagic, 8);
    append(&head, seed);
    append(&head, hashOf(head, 0));
    return head;
}

std::optional<quint64> decodeFileHead(QByteArrayView bytes)
{
    if (bytes.size() < FileHeadBytes || std::memcmp(bytes.data(), FileMagic, 8) != 0 ||
        read<quint64>(bytes, 16) != hashOf(bytes.first(16), 0))
        return std::nullopt;
    return read<quint64>(bytes, 8);
}

QByteArray encodeVariant(const images::Variant &variant, quint64 seed)
{
    return encode(RecordKind::Variant, variant, seed);
}

QVector<QByteArray> encodePurge(const images::Purge &purge, quint64 seed)
{
    QVector<QByteArray> records;
    const auto add = [&](RecordKind kind, const QVector<QByteArray> &names) {
        images::Variant record;
        for (qsizetype i = 0; i < names.size(); ++i) {
            if (i > 0 && record.tags.size() + names[i].size() >= MaxTagBytes) {
                records += encode(kind, record, seed);
                record.tags.clear();
            } else if (i > 0) {
                record.tags += ' ';
            }
            record.tags += names[i];
        }
        if (!names.isEmpty())
            records += encode(kind, record, seed);
    };
    add(RecordKind::PurgedTags, purge.tags);
    add(RecordKind::PurgedPrefixes, purge.prefixes);
    return records;
}

std::optional<RecordHead> decodeRecordHead(QByteArrayView bytes, quint64 seed)
{
    if (bytes.size() < RecordHeadBytes || read<quint32>(bytes, 0) != RecordMagic)
        return std::nullopt;
    const auto kind = read<quint8>(bytes, 4);
    const auto format = read<quint8>(bytes, 5);
    const qsizetype keyBytes = read<quint16>(bytes, 6);
    const qsizetype tagBytes = read<quint32>(bytes, 8);
    RecordHead head;
    head.bodyBytes = read<quint32>(bytes, 12);
    if (kind < quint8(RecordKind::Variant) || kind > quint8(RecordKind::PurgedPrefixes) ||
        format >= images::AllFormats.size() || keyBytes > MaxKeyBytes || tagBytes > MaxTagBytes ||
        head.bodyBytes > MaxBodyBytes || bytes.size() < RecordHeadBytes + keyBytes + tagBytes)
        return std::nullopt;
    if (read<quint64>(bytes, 32) != headHash(bytes, bytes.sliced(RecordHeadBytes, keyBytes + tagBytes), seed))
        return std::nullopt;
    head.kind = RecordKind(kind);
    head.format = images::Format(format);
    head.widthPx = read<qint32>(bytes, 16);
    head.heightPx = read<qint32>(bytes, 20);
    head.bodyHash = read<quint64>(bytes, 24);
    head.key = bytes.sliced(RecordHeadBytes, keyBytes);
    head.tags = bytes.sliced(RecordHeadBytes + keyBytes, tagBytes);
    return head;
}

std::optional<images::Variant> decodeVariant(QByteArrayView bytes, quint64 seed)
{
    const auto head = decodeRecordHead(bytes, seed);
    if (!head || head->kind != RecordKind::Variant || bytes.size() < head->bodyOffset() + head->bodyBytes)
        return std::nullopt;
    const QByteArrayView body = bytes.sliced(head->bodyOffset(), head->bodyBytes);
    if (hashOf(body, seed) != head->bodyHash)
        return std::nullopt;
    return images::Variant{body.toByteArray(),      head->format, head->widthPx, head->heightPx,
                           head->key.toByteArray(), head->tags.toByteArray()};
}

images::Purge decodePurge(const RecordHead &head)
{
    const QList<QByteArray> names = head.tags.toByteArray().split(' ');
    images::Purge purge;
    (head.kind == RecordKind::PurgedTags ? purge.tags : purge.prefixes) = names;
    return purge;
}

} // namespace vitrine::storage
