#pragma once

#include "storage/variants/segment_record.h"

namespace vitrine::test {

/// Reads any bytes as records; which rule of the parser they break, or nullptr.
inline const char *brokenRecordRule(const QByteArray &bytes, quint64 seed)
{
    (void)storage::decodeFileHead(bytes);
    const auto head = storage::decodeRecordHead(bytes, seed);
    if (!head)
        return storage::decodeVariant(bytes, seed) ? "a variant without a head" : nullptr;
    if (head->bodyOffset() > bytes.size() || head->recordBytes() < head->bodyOffset() + head->bodyBytes ||
        head->recordBytes() % storage::RecordAlignment != 0)
        return "a head that is larger than its bytes";
    if (head->kind != storage::RecordKind::Variant) {
        const images::Purge purge = storage::decodePurge(*head);
        return purge.isEmpty() ? "a purge of nothing" : nullptr;
    }
    const auto variant = storage::decodeVariant(bytes, seed);
    if (variant && !bytes.startsWith(storage::encodeVariant(*variant, seed).first(head->bodyOffset() + head->bodyBytes)))
        return "a variant that is written otherwise than it was read";
    return nullptr;
}

} // namespace vitrine::test
