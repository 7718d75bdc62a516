#include "origin/etag_memo.h"

#include <QHashFunctions>

namespace vitrine::origin {

QByteArray EtagMemo::etag(const images::Preset &preset, QByteArrayView image, images::Format format)
{
    const size_t slot = qHashMulti(0, image, quintptr(&preset), int(format)) % m_entries.size();
    {
        std::lock_guard lock(m_mutex);
        const Entry &entry = m_entries[slot];
        if (entry.preset == &preset && entry.format == format && entry.image == image)
            return entry.etag;
    }
    Entry made{&preset, format, image.toByteArray(),
               images::ImageService::etag({ImageId(QString::fromLatin1(image)), preset, format})};
    QByteArray etag = made.etag;
    std::lock_guard lock(m_mutex);
    m_entries[slot] = std::move(made);
    return etag;
}

} // namespace vitrine::origin
