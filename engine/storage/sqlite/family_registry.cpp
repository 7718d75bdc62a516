#include "storage/sqlite/family_registry.h"

#include "storage/sqlite/dictionary.h"
#include "storage/sqlite/statement.h"

namespace vitrine::storage::sqlite {

using catalog::FamilyModel;
using catalog::IndexValue;

std::vector<IndexValue> completenessValues(const QByteArray &stored)
{
    auto values = catalog::completenessValues(stored);
    if (!values)
        throw SqliteFailure{values.error()};
    return *std::move(values);
}

std::shared_ptr<const catalog::DeclaredFamilies> FamilyRegistry::get() const
{
    std::lock_guard lock(m_mutex);
    return m_families;
}

void FamilyRegistry::set(sqlite3 *database, Dictionary &dictionary, FamilyModel model, quint64 generation)
{
    auto families = std::make_shared<catalog::DeclaredFamilies>();
    for (const catalog::Scope &place : model.places())
        families->scopes.push_back(dictionary.needScope(database, place));
    families->model = std::move(model);
    families->generation = generation;
    std::lock_guard lock(m_mutex);
    m_families = std::move(families);
}

void FamilyRegistry::load(sqlite3 *database, Dictionary &dictionary)
{
    Statement find(database, "SELECT generation, declaration FROM families");
    if (!find.step() || quint64(find.integer(0)) == get()->generation)
        return;
    const auto generation = quint64(find.integer(0));
    const auto declaration = catalog::readFamilies(find.text(1).toUtf8(), QStringLiteral("catalog.db: families"));
    find.reset();
    if (!declaration)
        throw SqliteFailure{declaration.error()};
    set(database, dictionary, FamilyModel(*declaration), generation);
}

void FamilyRegistry::declare(sqlite3 *database, Dictionary &dictionary, const catalog::FamilyDeclaration &declaration,
                             qint64 highest)
{
    const quint64 generation = get()->generation + 1;
    Statement update(database, "UPDATE families SET generation = ?, declaration = ?, counted = 0, count_to = ?");
    update.bind(1, qint64(generation)).bind(2, QString::fromUtf8(catalog::writeFamilies(declaration))).bind(3, highest).run();
    set(database, dictionary, FamilyModel(declaration), generation);
}

} // namespace vitrine::storage::sqlite
