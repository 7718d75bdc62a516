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
    const auto refuseOther = [this](const QString &code, catalog::ValueType declared) {
        const auto id = m_dictionary.findAttribute(code);
        const auto known = id ? m_dictionary.attribute(*id) : Dictionary::AttributeInfo{};
        if (known.valueCount > 0 && known.type && *known.type != declared)
            throw SqliteFailure{{ErrorCode::Conflict,
                                 QStringLiteral("the attribute \"%1\" is to be a %2 attribute and has %3 values that are not (%4)")
                                     .arg(code, catalog::valueTypeName(declared)).arg(known.valueCount).arg(catalog::valueTypeName(*known.type)),
                                 code, QStringLiteral("Declare it with the type that it has, or remove its values first")}};
    };
    refuseOther(catalog::FamilyAttribute, catalog::ValueType::Option);
    for (const catalog::AttributeRule &rule : declaration.attributes) {
        if (rule.type)
            refuseOther(rule.code, *rule.type);
    }
    // Typed before their first values: a bulk edit or an import that names no type means the one that is declared.
    m_dictionary.needAttribute(m_database, catalog::FamilyAttribute, catalog::ValueType::Option);
    for (const catalog::AttributeRule &rule : declaration.attributes) {
        if (rule.type)
            m_dictionary.needAttribute(m_database, rule.code, *rule.type);
    }
    QVector<catalog::AttributeHint> hints{{catalog::FamilyAttribute, QStringLiteral("Family"), {}}};
    for (const catalog::Family &family : declaration.families)
        hints.append({catalog::FamilyAttribute, family.label, {}, family.code});
    describe(hints);
    m_families.declare(m_database, m_dictionary, declaration, m_highestId);

    ChangeSets sets(m_database, *this);
    const quint64 set = sets.beginImport(QStringLiteral("families: %1, with rules for %2 attributes, in %3 channels")
                                             .arg(declaration.families.size()).arg(declaration.attributes.size()).arg(declaration.channels.size()),
                                         note, nowMs);
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
        touched.index.onlyAttribute = CompletenessAttribute;
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
