#include "storage/sqlite/dictionary.h"
#include "storage/sqlite/statement.h"

#include <mutex>

namespace vitrine::storage::sqlite {

namespace {

/// The place for a row's number; the tables are dense, but a damaged one must not make us write outside.
template <typename T>
T &placeFor(std::vector<T> &rows, qint64 id)
{
    if (id < 0 || id > 100'000'000)
        throw SqliteFailure{{ErrorCode::Corrupt,
                             QStringLiteral("a dictionary row of the catalog has number %1").arg(id),
                             {},
                             QStringLiteral("Restore the catalog from a backup")}};
    if (rows.size() <= size_t(id))
        rows.resize(size_t(id) + 1);
    return rows[size_t(id)];
}

} // namespace

void Dictionary::load(sqlite3 *database)
{
    std::lock_guard lock(m_mutex);
    m_attributes.assign(1, {});
    m_typed.assign(1, false);
    m_options.assign(1, {});
    m_categories.assign(1, {});
    m_scopes.assign(1, {});
    m_attributeByCode.clear();
    m_optionByCode.clear();
    m_categoryByPath.clear();
    m_changed.clear();

    Statement attributes(database, "SELECT id, code, label, unit, type, value_count FROM attribute");
    while (attributes.step()) {
        const qint64 id = attributes.integer(0);
        const bool typed = !attributes.isNull(4);
        placeFor(m_attributes,
                 id) = {attributes.text(1), attributes.text(2),
                        typed ? catalog::ValueType(attributes.integer(4)) : catalog::ValueType::Text,
                        attributes.text(3), attributes.integer(5)};
        m_typed.resize(m_attributes.size());
        m_typed[size_t(id)] = typed;
        m_attributeByCode.insert(attributes.text(1), quint32(id));
    }
    Statement options(database, "SELECT id, attribute, code, label FROM attribute_option");
    while (options.step()) {
        const auto attribute = quint32(options.integer(1));
        placeFor(m_options, options.integer(0)) = {attribute, options.text(2), options.text(3)};
        m_optionByCode.insert({attribute, options.text(2)}, quint32(options.integer(0)));
    }
    Statement categories(database, "SELECT id, path FROM category");
    while (categories.step()) {
        placeFor(m_categories, categories.integer(0)) = categories.text(1);
        m_categoryByPath.insert(categories.text(1), quint32(categories.integer(0)));
    }
    Statement scopes(database, "SELECT id, channel, locale FROM scope");
    while (scopes.step())
        placeFor(m_scopes, scopes.integer(0)) = {scopes.text(1), scopes.text(2)};
}

void Dictionary::save(sqlite3 *database)
{
    if (m_changed.isEmpty())
        return;
    Statement update(database, "UPDATE attribute SET type = ?, value_count = ? WHERE id = ?");
    for (const quint32 id : std::as_const(m_changed)) {
        const catalog::Attribute &attribute = m_attributes[id];
        if (m_typed[id])
            update.bind(1, int(attribute.type));
        else
            update.bindNull(1);
        update.bind(2, attribute.valueCount).bind(3, id).run();
    }
    m_changed.clear();
}

} // namespace vitrine::storage::sqlite
