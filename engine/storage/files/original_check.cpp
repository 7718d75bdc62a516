// Every original against its name and its description: the part of FileOriginalStore that the doctor uses.
#include "images/original_description.h"
#include "storage/files/file_original_store.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>

namespace vitrine::storage {

namespace {

constexpr int RowsAtOnce = 1'000;

Error stopped()
{
    return {ErrorCode::Cancelled, QStringLiteral("the check was stopped"), {}, {}};
}

} // namespace

std::optional<Error> FileOriginalStore::damageOf(const ImageId &id, const QString &path, QByteArray *sha256) const
{
    const auto wrong = [&](const QString &what) {
        return Error{ErrorCode::Corrupt, what, path, QStringLiteral("Put the same picture again")};
    };
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
        return wrong(QStringLiteral("an original cannot be read: %1").arg(file.errorString()));
    *sha256 = hash.result();
    if (images::imageIdOf(*sha256) != id)
        return wrong(QStringLiteral("an original's bytes are not those that its name says"));
    return {};
}

bool FileOriginalStore::describeAnew(const ImageId &id, const QByteArray &sha256, const Look &look)
{
    const auto source = open(id);
    if (!source)
        return false;
    const auto info = look(**source);
    if (!info)
        return false;
    const QByteArray json = images::toJson({id, sha256, *info, (*source)->sizeBytes()});
    if (!m_index->put({id, json}))
        return false;
    QFile::remove(besideOf(pathOf(id)));
    return true;
}

bool FileOriginalStore::setAside(const ImageId &id, const QString &path)
{
    const QString aside = m_folder + QStringLiteral("/damaged");
    if (!QDir().mkpath(aside))
        return false;
    const QString target = aside + QLatin1Char('/') + id.toString();
    QFile::remove(target);
    // The bytes first: without them the original is not there, whatever else is.
    if (!QFile::rename(path, target))
        return false;
    QFile::remove(besideOf(path));
    return m_index->remove(id).ok();
}

void FileOriginalStore::checkIndex(const catalog::CheckOptions &options, catalog::CheckReport &report)
{
    if (const Status sound = m_index->checkFile(); !sound)
        report.add(sound.error(), options.repair && m_index->clear().ok());
}

Status FileOriginalStore::checkRows(const catalog::CheckOptions &options, catalog::CheckReport &report)
{
    ImageId last;
    for (;;) {
        const auto ids = m_index->idsAfter(last, RowsAtOnce);
        if (!ids) // checkIndex() has said why
            return Done{};
        if (ids->isEmpty())
            return Done{};
        for (const ImageId &id : *ids) {
            if (options.cancel.requested())
                return stopped();
            if (QFile::exists(pathOf(id)))
                continue;
            report.add({ErrorCode::Corrupt, QStringLiteral("the index describes an original that is not there"), pathOf(id),
                        QStringLiteral("`vitrined doctor --repair` takes the description away")},
                       options.repair && m_index->remove(id).ok());
        }
        last = ids->constLast();
    }
}

Status FileOriginalStore::check(const catalog::CheckOptions &options, catalog::CheckReport &report, const Look &look)
{
    if (options.repair)
        stopFolding(); // or it would remove what the index is about to lose
    checkIndex(options, report);
    if (options.repair) {
        const Status folded = fold([&options] { return options.cancel.requested(); });
        if (!folded)
            return folded;
    }
    QDirIterator files(m_folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        const ImageId id(files.fileName());
        if (path != pathOf(id)) // a description, or none of ours
            continue;
        if (options.cancel.requested())
            return stopped();
        ++report.originals;
        QByteArray sha256;
        if (const auto damage = damageOf(id, path, &sha256)) {
            report.add(*damage, options.repair && setAside(id, path));
        } else if (const auto known = describe(id); !known) {
            report.add(known.error(), options.repair && describeAnew(id, sha256, look));
        } else if (known->sha256 != sha256 || known->sizeBytes != QFile(path).size()) {
            report.add({ErrorCode::Corrupt, QStringLiteral("an original's description is of other bytes"), path,
                        QStringLiteral("`vitrined doctor --repair` describes it again")},
                       options.repair && describeAnew(id, sha256, look));
        }
        options.progress(report.originals, 0);
    }
    return checkRows(options, report);
}

} // namespace vitrine::storage
