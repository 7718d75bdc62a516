#pragma once

#include <QByteArray>
#include <QRandomGenerator>
#include <QVector>

#include <algorithm>

namespace vitrine::test {

/// One of good files, damaged as disks, networks and people who mean harm do it: bits flipped, cut off, a stretch
/// overwritten, left out, doubled or taken from another file, a size made extreme. The same seed, the same bytes.
inline QByteArray mutated(const QVector<QByteArray> &good, quint32 seed)
{
    QRandomGenerator random(seed);
    const auto pick = [&](qsizetype size) { return qsizetype(random.bounded(int(std::max<qsizetype>(size, 1)))); };
    QByteArray bytes = good[pick(good.size())];
    for (int times = 1 + random.bounded(3); times > 0 && !bytes.isEmpty(); --times) {
        // Heads decide more than what follows them: half of the damage goes there.
        const qsizetype at = random.bounded(2) ? pick(std::min<qsizetype>(bytes.size(), 512)) : pick(bytes.size());
        const qsizetype length = std::min(bytes.size() - at, 1 + pick(64));
        switch (random.bounded(8)) {
        case 0:
            for (int flips = 1 + random.bounded(16); flips > 0; --flips)
                bytes[pick(bytes.size())] = char(bytes[pick(bytes.size())] ^ (1 << random.bounded(8)));
            break;
        case 1: bytes.truncate(at); break;
        case 2: bytes.replace(at, length, QByteArray(length, random.bounded(2) ? '\0' : '\xff')); break;
        case 3:
            for (qsizetype i = at; i < at + length; ++i)
                bytes[i] = char(random.bounded(256));
            break;
        case 4: bytes.remove(at, length); break;
        case 5: bytes.insert(at, bytes.mid(at, length)); break;
        case 6: {
            const QByteArray &other = good[pick(good.size())];
            bytes.replace(at, length, other.mid(pick(other.size()), length));
            break;
        }
        default: {
            static constexpr quint32 Extremes[]{0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff};
            const quint32 value = Extremes[random.bounded(11)];
            const bool bigEndian = random.bounded(2);
            for (qsizetype i = 0; i < std::min<qsizetype>(4, bytes.size() - at); ++i)
                bytes[at + i] = char(value >> (8 * (bigEndian ? 3 - i : i)));
            break;
        }
        }
    }
    return bytes;
}

} // namespace vitrine::test
