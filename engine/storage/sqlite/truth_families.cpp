// Families and completeness: what the writer keeps beside a product's values, and how it counts all of them anew.
#include "catalog/product_rules.h"
#include "storage/sqlite/change_sets.h"
#include "storage/sqlite/dictionary.h"
#include "storage/sqlite/family_registry.h"
#include "storage/sqlite/truth_writer.h"

namespace vitrine::storage::sqlite {

using catalog::FamilyCount;
using catalog::IndexValue;
using catalog::Product;

namespace {

void add(std::vector<IndexValue> &values, const QByteArray &stored)
{
    const std::vector<IndexValue> places = completenessValues(stored);
    values.insert(values.begin(), places.begin(), places.end()); // theirs is the lowest attribute
}

} // namespace

std::optional<Error> TruthWriter::refused(const Product &product, const Product *old) const
{
    if (auto error = wrongType(product))
        return error;
    return m_families.get()->model.brokenRule(product, old);
}

QByteArray TruthWriter::replaceCompleteness(quint32 id, const QByteArray &counts)
{
    const QByteArray before = m_reader.completeness(id);
    if (before == counts)
        return before;
    if (counts.isEmpty())
        m_clearCompleteness.bind(1, id).run();
    else
        m_completeness.bind(1, id).bindBlob(2, counts).run();
    return before;
}

void TruthWriter::keepCompleteness(const Product &product, quint32 id, catalog::IndexEntry &entry)
{
    const auto families = m_families.get();
    if (families->generation == 0)
        return;
    const QByteArray counts = families->stored(product);
    const QByteArray before = replaceCompleteness(id, counts);
    add(entry.values, counts);
    if (entry.previousValues)
        add(*entry.previousValues, before);
}

void TruthWriter::declareFamilies(const catalog::FamilyDeclaration &declaration, const catalog::ChangeNote &note, qint64 nowMs)
{
    if (declaration == m_families.get()->model.declaration())
        return;
    const auto types = catalog::declaredTypes(declaration);
    for (const auto &[code, declared] : types) {
        const auto id = m_dictionary.findAttribute(code);
        const auto known = id ? m_dictionary.attribute(*id) : Dictionary::AttributeInfo{};
        if (const auto conflict = catalog::typeConflict(code, declared, known.type, known.valueCount))
            throw SqliteFailure{*conflict};
    }
    // Typed before their first values: a bulk edit or an import that names no type means the one that is declared.
    for (const auto &[code, declared] : types)
        m_dictionary.needAttribute(m_database, code, declared);
    describe(catalog::declaredHints(declaration));
    m_families.declare(m_database, m_dictionary, declaration, m_highestId);

    ChangeSets sets(m_database, *this);
    const quint64 set = sets.beginImport(catalog::whatIsDeclared(declaration), note, nowMs);
    sets.finish(set, 0, 0, 0);
}

FamilyCount TruthWriter::countNext(int products)
{
    FamilyCount count = m_reader.familyCount();
    if (count.finished())
        return count;
    const auto families = m_families.get();
    std::vector<quint32> ids;
    {
        Statement next(m_database, "SELECT id FROM product WHERE id > ? AND id <= ? ORDER BY id LIMIT ?");
        next.bind(1, count.done).bind(2, count.products).bind(3, products);
        while (next.step())
            ids.push_back(quint32(next.integer(0)));
    }
    for (const quint32 id : ids) {
        const QByteArray counts = families->stored(m_reader.valuesOf(id));
        const QByteArray before = replaceCompleteness(id, counts);
        if (before == counts)
            continue;
        Touched touched;
        touched.id = id;
        touched.indexOnly = true;
        touched.index.id = id;
        touched.index.onlyAttribute = catalog::CompletenessAttribute;
        touched.index.values = completenessValues(counts);
        touched.index.previousValues = completenessValues(before);
        if (touched.index.values != *touched.index.previousValues)
            logChange(std::move(touched));
    }
    count.done = ids.size() < size_t(products) ? count.products : qint64(ids.back());
    Statement update(m_database, "UPDATE families SET counted = ?");
    update.bind(1, count.done).run();
    return count;
}

} // namespace vitrine::storage::sqlite
