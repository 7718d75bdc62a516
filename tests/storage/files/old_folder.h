#pragma once

#include "images/original_description.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>

namespace vitrine::test {

/// A folder of originals as version 0.1.0 wrote it first: each with its description in a file beside it.
inline QVector<ImageId> writeOldFolder(const QString &folder, int originals)
{
    QVector<ImageId> ids;
    for (int number = 0; number < originals; ++number) {
        const QByteArray bytes = "original " + QByteArray::number(number);
        const QByteArray sha256 = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
        const ImageId id = images::imageIdOf(sha256);
        const QString shelf = folder + QLatin1Char('/') + id.toString().left(2) + QLatin1Char('/') + id.toString().mid(2, 2);
        QDir().mkpath(shelf);
        QFile original(shelf + QLatin1Char('/') + id.toString()), beside(original.fileName() + QStringLiteral(".json"));
        const bool written = original.open(QIODevice::WriteOnly) && original.write(bytes) == bytes.size() && beside.open(QIODevice::WriteOnly) &&
                             beside.write(images::toJson({id, sha256, {QStringLiteral("png"), 10, number + 1, 1, false}, bytes.size()})) > 0;
        if (!written)
            qFatal("the old folder cannot be written");
        ids.append(id);
    }
    return ids;
}

inline int besideFiles(const QString &folder)
{
    int files = 0;
    for (QDirIterator all(folder, {QStringLiteral("*.json")}, QDir::Files, QDirIterator::Subdirectories); all.hasNext(); all.next())
        ++files;
    return files;
}

} // namespace vitrine::test
