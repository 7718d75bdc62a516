#include "exchange/saved_profiles.h"

#include "exchange/table.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>

namespace vitrine::exchange {

SavedProfiles savedProfiles(const QString &folder)
{
    SavedProfiles saved;
    if (folder.isEmpty())
        return saved;
    const QDir dir(folder);
    for (const QString &name : dir.entryList({QStringLiteral("*.toml")}, QDir::Files, QDir::Name)) {
        auto profile = readMappingProfile(dir.filePath(name));
        if (!profile) {
            saved.unreadable.append(QStringLiteral("the saved profile %1 cannot be read and is passed by: %2. %3, or remove it")
                                        .arg(profile.error().where, profile.error().what, profile.error().remedy));
            continue;
        }
        saved.profiles.append(std::make_shared<const MappingProfile>(*std::move(profile)));
    }
    return saved;
}

std::shared_ptr<const MappingProfile> fittingProfile(const QVector<std::shared_ptr<const MappingProfile>> &profiles,
                                                     const QString &path)
{
    const auto fits = [&](const std::shared_ptr<const MappingProfile> &profile) {
        const auto table = openTable(path, profile.get());
        return table && (*table)->readHeader() == RowReader::Step::Row && profile->missingFrom((*table)->header()).isEmpty();
    };
    const auto found = std::find_if(profiles.begin(), profiles.end(), fits);
    return found == profiles.end() ? nullptr : *found;
}

Status keepProfile(const QString &profile, const QString &folder)
{
    if (const auto read = readMappingProfile(profile); !read)
        return read.error();
    QString name = QFileInfo(profile).fileName();
    if (!name.endsWith(QLatin1String(".toml")))
        name += QLatin1String(".toml");
    const QString target = QDir(folder).filePath(name);
    if (QFileInfo(target) == QFileInfo(profile))
        return Done{};
    QFile from(profile);
    QSaveFile to(target);
    if (!QDir().mkpath(folder) || !from.open(QIODevice::ReadOnly) || !to.open(QIODevice::WriteOnly) ||
        to.write(from.readAll()) < 0 || !to.commit())
        return Error{ErrorCode::Io, QStringLiteral("the profile cannot be kept: %1").arg(to.errorString()), target,
                     QStringLiteral("Check that the folder may be written to and has room")};
    return Done{};
}

} // namespace vitrine::exchange
