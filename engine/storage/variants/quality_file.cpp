#include "storage/variants/quality_file.h"

#include "base/log.h"

#include <QFile>
#include <QSaveFile>
#include <QtEndian>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace vitrine::storage {

namespace {

const QByteArray Magic = QByteArrayLiteral("VTRNQLT1VTRNQLT1"); ///< as long as a record
constexpr qsizetype RecordBytes = 16, CheckedBytes = 9, CheckBytes = RecordBytes - CheckedBytes;

quint64 keyOf(const QByteArray &etag)
{
    return XXH3_64bits(etag.constData(), size_t(etag.size()));
}

QByteArray checkOf(QByteArrayView checked)
{
    const quint64 hash = qToLittleEndian(quint64(XXH3_64bits_withSeed(checked.data(), CheckedBytes, 1)));
    return QByteArray(reinterpret_cast<const char *>(&hash), CheckBytes);
}

QByteArray recordOf(quint64 key, quint8 quality)
{
    const quint64 little = qToLittleEndian(key);
    QByteArray record(reinterpret_cast<const char *>(&little), sizeof little);
    record += char(quality);
    return record + checkOf(record);
}

} // namespace

QualityFile::QualityFile(const QString &path, int entries) : m_path(path), m_qualities(entries)
{
    load(entries);
    m_descriptor = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (m_descriptor < 0) {
        complain(errno);
        return;
    }
    if (m_size == 0 && ::pwrite(m_descriptor, Magic.constData(), size_t(Magic.size()), 0) == Magic.size())
        m_size = Magic.size();
    // The half of a record that a killed writer left would shift all that follow.
    if (m_size == 0 || ::ftruncate(m_descriptor, m_size) != 0)
        complain(errno);
}

QualityFile::~QualityFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void QualityFile::load(int entries)
{
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QByteArray bytes = file.readAll();
    file.close();
    if (!bytes.startsWith(Magic))
        return; // somebody else's, or of another format: begun anew
    qsizetype records = 0;
    for (qsizetype at = Magic.size(); at + RecordBytes <= bytes.size(); at += RecordBytes) {
        const QByteArrayView record = QByteArrayView(bytes).sliced(at, RecordBytes);
        ++records;
        if (record.sliced(CheckedBytes) == checkOf(record))
            m_qualities.insert(qFromLittleEndian<quint64>(record.data()), new quint8(quint8(record[8])));
    }
    m_size = Magic.size() + records * RecordBytes;
    if (records <= 2ll * entries)
        return;
    QSaveFile fresh(m_path);
    if (!fresh.open(QIODevice::WriteOnly))
        return;
    QByteArray kept = Magic;
    for (const quint64 key : m_qualities.keys())
        kept += recordOf(key, *m_qualities.object(key));
    if (fresh.write(kept) == kept.size() && fresh.commit())
        m_size = kept.size();
}

std::optional<int> QualityFile::find(const QByteArray &etag)
{
    std::lock_guard lock(m_mutex);
    const quint8 *quality = m_qualities.object(keyOf(etag));
    return quality ? std::optional<int>(*quality) : std::nullopt;
}

void QualityFile::remember(const QByteArray &etag, int quality)
{
    const quint64 key = keyOf(etag);
    std::lock_guard lock(m_mutex);
    const quint8 *known = m_qualities.object(key);
    if (known && *known == quality)
        return;
    m_qualities.insert(key, new quint8(quint8(quality)));
    if (m_descriptor < 0 || m_size == 0)
        return;
    const QByteArray record = recordOf(key, quint8(quality));
    const ssize_t written = ::pwrite(m_descriptor, record.constData(), size_t(record.size()), m_size);
    if (written == record.size())
        m_size += written;
    else
        complain(written < 0 ? errno : ENOSPC); // the next one goes over the half
}

void QualityFile::complain(int reason)
{
    if (!std::exchange(m_complained, true))
        qCWarning(log::storage, "the qualities that searches found are not kept in %s: %s", qUtf8Printable(m_path),
                  qUtf8Printable(qt_error_string(reason)));
}

} // namespace vitrine::storage
