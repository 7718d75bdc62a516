#pragma once

struct sqlite3;

namespace vitrine::storage::sqlite {

/// The version of catalog.db that this program writes (user_version).
inline constexpr int TruthVersion = 5;
/// The version of the card files; other versions are rebuilt, not migrated.
inline constexpr int CardsVersion = 1;

/// Creates catalog.db's tables in an empty file, or brings those of an older version up to date in one
/// transaction. Throws SqliteFailure: Conflict when the file was written by
/// a newer program, Corrupt when it is not a catalog.
void prepareTruth(sqlite3 *database);
/// Creates a card file's table. False when the file holds something else and should be made anew.
bool prepareCards(sqlite3 *database);

} // namespace vitrine::storage::sqlite
