#pragma once

#include <QByteArray>
#include <QRandomGenerator>
#include <QVector>

namespace vitrine::test {

/// A seed with one to five changes: bytes replaced, taken out, repeated, cut off, or taken from another seed;
/// most of them where `reach` says that the parser looks.
inline QByteArray mutated(const QVector<QByteArray> &seeds, QRandomGenerator &random, qsizetype reach = 512)
{
    const auto bounded = [&](qsizetype size) { return qsizetype(random.bounded(quint32(size))); };
    QByteArray bytes = seeds[bounded(seeds.size())];
    for (int change = random.bounded(1, 6); change > 0; --change) {
        const qsizetype near = random.bounded(4) ? std::min(reach, bytes.size()) : bytes.size();
        const qsizetype at = bounded(near + 1);
        switch (random.bounded(6)) {
        case 0:
            bytes.insert(at, char(random.bounded(256)));
            break;
        case 1:
            bytes.remove(at, random.bounded(1, 8));
            break;
        case 2:
            bytes.insert(at, bytes.mid(bounded(bytes.size() + 1), random.bounded(1, 32)));
            break;
        case 3:
            if (random.bounded(4) == 0)
                bytes.truncate(at);
            break;
        case 4: {
            const QByteArray &other = seeds[bounded(seeds.size())];
            bytes.replace(at, 4, other.mid(bounded(other.size() + 1), random.bounded(1, 24)));
            break;
        }
        default: // what lengths and counts do worst with
            if (at < bytes.size())
                bytes[at] = "\x00\xff\x7f\x80"[random.bounded(4)];
        }
    }
    return bytes;
}

} // namespace vitrine::test
