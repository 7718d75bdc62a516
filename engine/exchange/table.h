#pragma once

#include "base/result.h"
#include "exchange/row_reader.h"

#include <QString>

#include <memory>

namespace vitrine::exchange {

struct MappingProfile;

/// A file of rows, CSV (packed or not), a workbook or, with a profile, JSON, as the profile (null: none) says that it is
/// written. The errors of ByteStream.
Result<std::unique_ptr<RowReader>> openTable(const QString &path, const MappingProfile *profile);

} // namespace vitrine::exchange
