#pragma once

#include <QByteArray>
#include <QtGlobal>

namespace vitrine::storage::sqlite {

/// How many card files there are: SQLite maps at most 2 GiB of each into memory.
inline constexpr int CardFiles = 8;

/// Where a card lies: a 64-bit hash of its key is the row's number, so that finding it is one walk down one
/// B-tree. Two keys that share a hash lie in the next rows of the same file; the row names its key.
struct CardPlace
{
    int file = 0;
    qint64 row = 0;
};

/// Stable over versions and machines (FNV-1a, finished as in splitmix64); `key` is UTF-8.
inline CardPlace placeOf(const QByteArray &key)
{
    quint64 hash = 0xcbf29ce484222325u;
    for (const char byte : key)
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3u;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
    hash ^= hash >> 31;
    return {int(hash & (CardFiles - 1)), qint64(hash >> 4)};
}

} // namespace vitrine::storage::sqlite
