#include "origin/picture_sizes.h"

#include <QHashFunctions>

namespace vitrine::origin {

PictureSizes::Entry &PictureSizes::slotOf(QByteArrayView image)
{
    return m_entries[qHash(image) % m_entries.size()];
}

void PictureSizes::ask(Call call, QByteArrayView image, std::function<void(Call, images::Size)> then)
{
    images::Size known;
    {
        std::lock_guard lock(m_mutex);
        const Entry &entry = slotOf(image);
        if (entry.image == image)
            known = entry.size;
    }
    if (known.widthPx > 0)
        return then(std::move(call), known);
    m_jobs.run(std::move(call), [this, id = image.toByteArray(), then = std::move(then)](const Call &asked) {
        const auto original = m_originals.describe(ImageId(QString::fromLatin1(id)));
        if (!original)
            return asked.fail(original.error());
        const images::Size size{original->info.widthPx, original->info.heightPx};
        if (size.widthPx < 1 || size.heightPx < 1)
            return asked.fail({ErrorCode::Unprocessable,
                               QStringLiteral("the picture's size is not known"),
                               QStringLiteral("image"),
                               {}});
        {
            std::lock_guard lock(m_mutex);
            slotOf(id) = {id, size};
        }
        then(asked, size);
    });
}

} // namespace vitrine::origin
