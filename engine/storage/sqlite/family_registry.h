#pragma once

#include "catalog/declared_families.h"

#include <memory>
#include <mutex>

struct sqlite3;

namespace vitrine::storage::sqlite {

class Dictionary;

/// What the index sees of a row, sorted; throws SqliteFailure when the row is damaged.
std::vector<catalog::IndexValue> completenessValues(const QByteArray &stored);

/// Keeps the families in memory. get() on any thread. Only the writer's thread calls the others, inside its transaction:
/// readers may see a declaration a moment before its commit; after a rollback it is loaded again.
class FamilyRegistry
{
public:
    std::shared_ptr<const catalog::DeclaredFamilies> get() const;
    /// Takes what the database holds, unless that is what is here. Throws SqliteFailure.
    void load(sqlite3 *database, Dictionary &dictionary);
    /// Writes the declaration, and that products up to number `highest` are to be counted. Throws SqliteFailure.
    void declare(sqlite3 *database, Dictionary &dictionary, const catalog::FamilyDeclaration &declaration, qint64 highest);

private:
    void set(sqlite3 *database, Dictionary &dictionary, catalog::FamilyModel model, quint64 generation);

    mutable std::mutex m_mutex;
    std::shared_ptr<const catalog::DeclaredFamilies> m_families = std::make_shared<const catalog::DeclaredFamilies>();
};

} // namespace vitrine::storage::sqlite
