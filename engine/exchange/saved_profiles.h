#pragma once

#include "exchange/mapping_profile.h"

#include <memory>

namespace vitrine::exchange {

/// The profiles of a folder (*.toml, in order of name); a folder that is not there has none. A profile that cannot
/// be read is an error, because the import that it was kept for would go another way without it.
Result<QVector<std::shared_ptr<const MappingProfile>>> savedProfiles(const QString &folder);

/// The first profile that finds all its columns in the header of this file; null: none does.
std::shared_ptr<const MappingProfile> fittingProfile(const QVector<std::shared_ptr<const MappingProfile>> &profiles,
                                                     const QString &path);

/// Keeps the profile in the folder, under its own file name, for later imports of files with the same columns.
Status keepProfile(const QString &profile, const QString &folder);

} // namespace vitrine::exchange
