#pragma once

#include "exchange/mapping_profile.h"

#include <memory>

namespace vitrine::exchange {

struct SavedProfiles
{
    QVector<std::shared_ptr<const MappingProfile>> profiles;
    QStringList unreadable; ///< which, where and why; they are passed by
};

/// The profiles of a folder (*.toml, in order of name); a folder that is not there has none.
SavedProfiles savedProfiles(const QString &folder);

/// The first profile that finds all its columns in the header of this file; null: none does.
std::shared_ptr<const MappingProfile> fittingProfile(const QVector<std::shared_ptr<const MappingProfile>> &profiles,
                                                     const QString &path);

/// Keeps the profile in the folder, under its own file name, for later imports of files with the same columns.
Status keepProfile(const QString &profile, const QString &folder);

} // namespace vitrine::exchange
