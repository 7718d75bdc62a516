// Every original against its name: the part of FileOriginalStore that the doctor uses.
#include "storage/files/file_original_store.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>

namespace vitrine::storage {

std::optional<Error> FileOriginalStore::damageOf(const ImageId &id, const QString &path)
{
    const auto wrong = [&](const QString &what) {
        return Error{ErrorCode::Corrupt, what, path, QStringLiteral("Put the same picture again")};
    };
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
        return wrong(QStringLiteral("an original cannot be read: %1").arg(file.errorString()));
    const QByteArray digest = hash.result();
    if (!QString::fromLatin1(digest.toHex()).startsWith(id.toString()))
        return wrong(QStringLiteral("an original's bytes are not those that its name says"));
    const auto known = describe(id);
    if (!known)
        return wrong(QStringLiteral("an original's description is missing or damaged: %1").arg(known.error().what));
    if (known->sha256 != digest || known->sizeBytes != file.size())
        return wrong(QStringLiteral("an original's description is of other bytes"));
    return {};
}

bool FileOriginalStore::setAside(const ImageId &id, const QString &path) const
{
    const QString aside = m_folder + QStringLiteral("/damaged");
    if (!QDir().mkpath(aside))
        return false;
    const QString target = aside + QLatin1Char('/') + id.toString();
    QFile::remove(target);
    QFile::remove(target + QStringLiteral(".json"));
    // The bytes first: without them the original is not there, whatever else is.
    const bool moved = QFile::rename(path, target);
    QFile::rename(path + QStringLiteral(".json"), target + QStringLiteral(".json"));
    return moved;
}

Status FileOriginalStore::check(const catalog::CheckOptions &options, catalog::CheckReport &report)
{
    QDirIterator files(m_folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        const ImageId id(files.fileName());
        if (path != pathOf(id)) // a description, or none of ours
            continue;
        if (options.cancel.requested())
            return Error{ErrorCode::Cancelled, QStringLiteral("the check was stopped"), {}, {}};
        ++report.originals;
        if (const auto damage = damageOf(id, path))
            report.add(*damage, options.repair && setAside(id, path));
        options.progress(report.originals, 0);
    }
    return Done{};
}

} // namespace vitrine::storage
