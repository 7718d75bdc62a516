#pragma once

#include "base/result.h"

#include <QString>

namespace vitrine::exchange {

struct ProfileSuggestion
{
    QString toml; ///< with comments for people: examples, and what it was unsure of
    int columns = 0; ///< that it names
    int unsure = 0; ///< of these, or of the file: to be looked at by a person
};

/// Guesses a mapping profile for a table from the names of its columns and its first rows: encoding, delimiter, what
/// each column is, types, separators, decimal marks, units and currencies. It is always a readable profile, but one
/// without a key when no column could be it. Constant memory. The errors of ByteStream; Unprocessable for a file
/// without a header.
Result<ProfileSuggestion> suggestProfile(const QString &path);

} // namespace vitrine::exchange
