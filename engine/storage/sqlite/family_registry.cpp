#include "storage/sqlite/family_registry.h"

#include "storage/sqlite/dictionary.h"
#include "storage/sqlite/statement.h"

#include <QtEndian>

namespace vitrine::storage::sqlite {

using catalog::FamilyModel;
using catalog::IndexValue;

namespace {

constexpr qsizetype PlaceBytes = 3 * sizeof(quint32);

void append(QByteArray &bytes, quint32 number)
{
    const quint32 little = qToLittleEndian(number);
    bytes.append(reinterpret_cast<const char *>(&little), sizeof little);
}

} // namespace

QByteArray Families::stored(const catalog::Product &product) const
{
    const std::vector<catalog::PlaceCount> counts = model.count(product);
    QByteArray bytes;
    bytes.reserve(qsizetype(counts.size()) * PlaceBytes);
    for (size_t i = 0; i < counts.size(); ++i) {
        append(bytes, scopes[i]);
        append(bytes, counts[i].required);
        append(bytes, counts[i].filled);
    }
    return bytes;
}

std::vector<IndexValue> completenessValues(const QByteArray &stored)
{
    if (stored.size() % PlaceBytes != 0)
        throw SqliteFailure{{ErrorCode::Corrupt, QStringLiteral("a product's completeness is damaged"), {},
                             QStringLiteral("vitrined doctor --repair makes it again")}};
    std::vector<IndexValue> values;
    for (const char *place = stored.constData(); place < stored.constData() + stored.size(); place += PlaceBytes) {
        const auto number = [place](int index) { return qFromLittleEndian<quint32>(place + index * int(sizeof(quint32))); };
        values.push_back({CompletenessAttribute, catalog::ValueType::Option, completenessKey(number(0), number(2) >= number(1))});
    }
    catalog::sortValues(values);
    return values;
}

std::shared_ptr<const Families> FamilyRegistry::get() const
{
    std::lock_guard lock(m_mutex);
    return m_families;
}

void FamilyRegistry::set(sqlite3 *database, Dictionary &dictionary, FamilyModel model, quint64 generation)
{
    auto families = std::make_shared<Families>();
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
