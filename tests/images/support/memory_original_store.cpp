#include "images/support/memory_original_store.h"

#include <QCryptographicHash>

#include <unistd.h>

namespace vitrine::test {

using images::Original;
using images::Source;

QByteArray bytesOf(const Source &source)
{
    QByteArray bytes(source.sizeBytes(), Qt::Uninitialized);
    const ssize_t got = pread(source.descriptor(), bytes.data(), static_cast<size_t>(bytes.size()), 0);
    bytes.resize(std::max<ssize_t>(0, got));
    return bytes;
}

Result<Original> MemoryOriginalStore::put(std::shared_ptr<const Source> source, const images::ImageInfo &info)
{
    const QByteArray hash = QCryptographicHash::hash(bytesOf(*source), QCryptographicHash::Sha256);
    const Original original{ImageId(QString::fromLatin1(hash.toHex().left(32))), hash, info,
                            source->sizeBytes()};
    std::lock_guard lock(m_mutex);
    m_entries.insert(original.id, {original, std::move(source)});
    return original;
}

Result<std::shared_ptr<const Source>> MemoryOriginalStore::open(const ImageId &id)
{
    std::lock_guard lock(m_mutex);
    if (!m_entries.contains(id))
        return Error{ErrorCode::NotFound, QStringLiteral("there is no image %1").arg(id.toString()), {}, {}};
    return m_entries.value(id).source;
}

Result<Original> MemoryOriginalStore::describe(const ImageId &id)
{
    std::lock_guard lock(m_mutex);
    if (!m_entries.contains(id))
        return Error{ErrorCode::NotFound, QStringLiteral("there is no image %1").arg(id.toString()), {}, {}};
    return m_entries.value(id).original;
}

ImageId MemoryOriginalStore::add(const QByteArray &bytes)
{
    return put(*Source::fromBytes(bytes), {})->id;
}

int MemoryOriginalStore::count() const
{
    std::lock_guard lock(m_mutex);
    return static_cast<int>(m_entries.size());
}

} // namespace vitrine::test
