#include "codec/poison_list.h"

#include <QCryptographicHash>

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace vitrine::codec {

namespace {

/// SHA-256 of all that can be read.
QByteArray hashOf(const images::Source &source)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QByteArray part(256 * 1024, Qt::Uninitialized);
    for (qint64 at = 0;;) {
        const ssize_t got = pread(source.descriptor(), part.data(), static_cast<std::size_t>(part.size()), at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return hash.result();
        hash.addData(QByteArrayView(part.constData(), got));
        at += got;
    }
}

} // namespace

/// Forgets what is over on the way.
bool PoisonList::knowsSize(qint64 bytes)
{
    std::lock_guard lock(m_mutex);
    const auto now = m_clock.now();
    std::erase_if(m_entries, [now](const Entry &entry) { return entry.until <= now; });
    return std::any_of(m_entries.begin(), m_entries.end(), [bytes](const Entry &entry) { return entry.bytes == bytes; });
}

std::deque<PoisonList::Entry>::iterator PoisonList::find(qint64 bytes, const QByteArray &hash)
{
    return std::find_if(m_entries.begin(), m_entries.end(),
                        [&](const Entry &entry) { return entry.bytes == bytes && entry.hash == hash; });
}

PoisonList::Entry &PoisonList::entry(qint64 bytes, const QByteArray &hash)
{
    const auto found = find(bytes, hash);
    if (found != m_entries.end())
        return *found;
    if (m_entries.size() >= m_limits.originals)
        m_entries.pop_front();
    return m_entries.emplace_back(Entry{bytes, hash, {}, 0, {}});
}

std::optional<Error> PoisonList::refusal(const images::Source &source)
{
    const qint64 bytes = source.sizeBytes();
    if (!knowsSize(bytes))
        return std::nullopt;
    const QByteArray hash = hashOf(source);
    std::lock_guard lock(m_mutex);
    const auto found = find(bytes, hash);
    if (found == m_entries.end() || found->how.isEmpty())
        return std::nullopt;
    const auto left = std::chrono::ceil<std::chrono::seconds>(found->until - m_clock.now());
    return Error{ErrorCode::Unprocessable,
                 QStringLiteral("the picture made the decoder fail before (%1) and is not tried again for %2 s")
                     .arg(found->how)
                     .arg(left.count()),
                 {},
                 QStringLiteral("Put another file in its place")};
}

void PoisonList::killed(const images::Source &source, const QString &how)
{
    const QByteArray hash = hashOf(source);
    std::lock_guard lock(m_mutex);
    Entry &mine = entry(source.sizeBytes(), hash);
    mine.how = how;
    mine.until = m_clock.now() + m_limits.refusal;
}

void PoisonList::timedOut(const images::Source &source)
{
    const QByteArray hash = hashOf(source);
    std::lock_guard lock(m_mutex);
    Entry &mine = entry(source.sizeBytes(), hash);
    mine.until = m_clock.now() + m_limits.refusal;
    if (++mine.timeouts >= m_limits.timeouts && mine.how.isEmpty())
        mine.how = QStringLiteral("it took too long %1 times").arg(mine.timeouts);
}

void PoisonList::succeeded(const images::Source &source)
{
    const qint64 bytes = source.sizeBytes();
    if (!knowsSize(bytes))
        return;
    const QByteArray hash = hashOf(source);
    std::lock_guard lock(m_mutex);
    const auto found = find(bytes, hash);
    if (found != m_entries.end())
        m_entries.erase(found);
}

} // namespace vitrine::codec
