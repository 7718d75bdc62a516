#pragma once

#include "catalog/facet_attributes.h"
#include "catalog/family_model.h"

#include <memory>
#include <mutex>

struct sqlite3;

namespace vitrine::storage::sqlite {

class Dictionary;

/// The families of the catalog as everybody holds them. An immutable value.
struct Families
{
    catalog::FamilyModel model;
    quint64 generation = 0; ///< 0: never declared; then no product has a row in the table of completeness
    std::vector<quint32> scopes; ///< the dictionary's number of each of the model's places

    /// A row's `counts` of a product: of each place its scope's number, what is required and what is filled, each 32 bits
    /// in little endian. Empty: the product has no family, and no row.
    QByteArray stored(const catalog::Product &product) const;
};

/// The attribute under which the facet index keeps completeness: the number that the dictionary gives to none.
inline constexpr quint32 CompletenessAttribute = 0;
/// The key of a place's products there: those that are complete, and those that are not.
inline double completenessKey(quint32 scope, bool isComplete) { return 2.0 * scope + (isComplete ? 0 : 1); }
/// What the index sees of a row, sorted; throws SqliteFailure when the row is damaged.
std::vector<catalog::IndexValue> completenessValues(const QByteArray &stored);

/// Keeps the families in memory. get() on any thread. Only the writer's thread calls the others, inside its transaction:
/// readers may see a declaration a moment before its commit; after a rollback it is loaded again.
class FamilyRegistry
{
public:
    std::shared_ptr<const Families> get() const;
    /// Takes what the database holds, unless that is what is here. Throws SqliteFailure.
    void load(sqlite3 *database, Dictionary &dictionary);
    /// Writes the declaration, and that products up to number `highest` are to be counted. Throws SqliteFailure.
    void declare(sqlite3 *database, Dictionary &dictionary, const catalog::FamilyDeclaration &declaration, qint64 highest);

private:
    void set(sqlite3 *database, Dictionary &dictionary, catalog::FamilyModel model, quint64 generation);

    mutable std::mutex m_mutex;
    std::shared_ptr<const Families> m_families = std::make_shared<const Families>();
};

} // namespace vitrine::storage::sqlite
