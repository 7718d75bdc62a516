#include "ui/shell/dropped_files.h"

#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

namespace vitrine::ui {

DroppedFiles sortFiles(const QStringList &paths)
{
    static const QStringList suffixes{QStringLiteral("jpg"),  QStringLiteral("jpeg"), QStringLiteral("png"),
                                      QStringLiteral("webp"), QStringLiteral("gif"),  QStringLiteral("avif"),
                                      QStringLiteral("heic"), QStringLiteral("heif"), QStringLiteral("tif"),
                                      QStringLiteral("tiff"), QStringLiteral("bmp"),  QStringLiteral("jxl"),
                                      QStringLiteral("svg"),  QStringLiteral("jfif")};
    DroppedFiles files;
    for (const QString &path : paths) {
        const QFileInfo info(path);
        const bool picture = !info.isDir() && suffixes.contains(info.suffix(), Qt::CaseInsensitive);
        const bool families = !info.isDir() && info.suffix().compare(u"toml", Qt::CaseInsensitive) == 0;
        (picture ? files.pictures : families ? files.families : files.catalogs) << path;
    }
    return files;
}

DroppedFiles droppedFiles(const QMimeData *data)
{
    QStringList paths;
    for (const QUrl &url : data->urls()) {
        if (url.isLocalFile())
            paths << url.toLocalFile();
    }
    return sortFiles(paths);
}

} // namespace vitrine::ui
