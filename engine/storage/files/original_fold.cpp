// Descriptions in files of their own into the index: the part of FileOriginalStore that moves them.
#include "images/original_description.h"
#include "storage/files/durable_file.h"
#include "storage/files/file_original_store.h"

#include <QDirIterator>
#include <QFile>

#include <unistd.h>

#include <cerrno>

namespace vitrine::storage {

namespace {

constexpr qsizetype BatchRows = 500;

} // namespace

Status FileOriginalStore::fold(const std::function<bool()> &stop)
{
    QVector<sqlite::OriginalIndex::Row> rows;
    const auto flush = [&]() -> Status {
        if (rows.isEmpty())
            return Done{};
        if (const Status added = m_index->add(rows); !added)
            return added;
        // The rows are on disk now.
        for (const auto &row : std::as_const(rows)) {
            const QString beside = besideOf(pathOf(row.id));
            if (::unlink(QFile::encodeName(beside).constData()) != 0 && errno != ENOENT)
                return fileError(QStringLiteral("cannot remove a description that is in the index"), beside, errno);
        }
        rows.clear();
        return Done{};
    };
    QDirIterator files(m_folder, {QStringLiteral("*.json")}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        if (stop())
            return Error{ErrorCode::Cancelled, QStringLiteral("stopped"), {}, {}};
        const QString path = files.next();
        const ImageId id(files.fileInfo().completeBaseName());
        if (pathOf(id).isEmpty() || path != besideOf(pathOf(id))) // none of ours
            continue;
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray json = file.readAll();
        if (!images::originalFromJson(id, json)) // whoever asks for it describes it again
            continue;
        rows.append({id, json});
        if (rows.size() < BatchRows)
            continue;
        if (const Status done = flush(); !done)
            return done;
    }
    if (const Status done = flush(); !done)
        return done;
    return m_index->setComplete();
}

} // namespace vitrine::storage
