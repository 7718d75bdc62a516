#pragma once

#include <QByteArrayView>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace vitrine::storage {

/// The checksum of a record's body (RecordHead::bodyHash) that comes in pieces.
class BodyHash
{
public:
    explicit BodyHash(quint64 seed) { XXH3_64bits_reset_withSeed(&m_state, seed); }
    void add(QByteArrayView piece) { XXH3_64bits_update(&m_state, piece.data(), size_t(piece.size())); }
    quint64 value() const { return XXH3_64bits_digest(&m_state); }

private:
    XXH3_state_t m_state{};
};

} // namespace vitrine::storage
