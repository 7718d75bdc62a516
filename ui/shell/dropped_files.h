#pragma once

#include <QStringList>

class QMimeData;

namespace vitrine::ui {

/// What was dropped, sorted by where it goes: pictures to the Images page, families (.toml) to theirs, all else (files and folders) to an
/// import.
struct DroppedFiles
{
    QStringList pictures;
    QStringList families;
    QStringList catalogs;
    bool isEmpty() const { return pictures.isEmpty() && families.isEmpty() && catalogs.isEmpty(); }
};

DroppedFiles sortFiles(const QStringList &paths);
/// Only what is a local file.
DroppedFiles droppedFiles(const QMimeData *data);

} // namespace vitrine::ui
