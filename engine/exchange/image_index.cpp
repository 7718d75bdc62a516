#include "exchange/image_index.h"

#include <QDirIterator>
#include <QUrl>

namespace vitrine::exchange {

ImageIndex::ImageIndex(const QString &folder)
{
    if (folder.isEmpty())
        return;
    QDirIterator files(folder, QDir::Files | QDir::Readable, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        // Of two files with one name the same one wins whatever order the file system lists them in.
        QString &kept = m_paths[files.fileName()];
        if (kept.isEmpty() || path < kept)
            kept = path;
    }
    for (auto entry = m_paths.cbegin(); entry != m_paths.cend(); ++entry) {
        QString &kept = m_lowerCase[entry.key().toLower()];
        if (kept.isEmpty() || entry.value() < kept)
            kept = entry.value();
    }
}

QString ImageIndex::find(const QString &name) const
{
    QString last = name;
    if (name.contains(QLatin1String("://")))
        last = QUrl(name).path();
    last = last.mid(last.lastIndexOf(u'/') + 1).trimmed();
    if (last.isEmpty())
        return {};
    const auto exact = m_paths.constFind(last);
    return exact != m_paths.constEnd() ? *exact : m_lowerCase.value(last.toLower());
}

} // namespace vitrine::exchange
