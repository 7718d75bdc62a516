#pragma once

#include "catalog/catalog.h"

#include <QHash>
#include <QSet>
#include <QVector>

#include <optional>
#include <shared_mutex>
#include <vector>

struct sqlite3;

namespace vitrine::storage::sqlite {

/// The small tables that every product names by number: attributes, options, categories, scopes; all in
/// memory. Readers call the const functions on any thread. Only the writer's thread calls the others, inside
/// its transaction: a number that it hands out reaches readers with the commit; after a rollback it loads
/// everything again.
class Dictionary
{
public:
    /// Replaces everything by what the database holds. Throws SqliteFailure.
    void load(sqlite3 *database);

    struct AttributeInfo
    {
        QString code;
        std::optional<catalog::ValueType> type; ///< nothing before the first value
        qint64 valueCount = 0;
    };
    struct OptionInfo
    {
        quint32 id = 0;
        QString code;
        QString label;
    };

    /// The names of many numbers in a row, under one lock: whoever has it asks the dictionary for nothing else.
    class Names
    {
    public:
        explicit Names(const Dictionary &dictionary) : m_dictionary(dictionary), m_lock(dictionary.m_mutex) {}
        const QString &attributeCode(quint32 id) const { return m_dictionary.m_attributes.at(id).code; }
        /// Text before the first value.
        catalog::ValueType attributeType(quint32 id) const
        {
            return m_dictionary.m_typed.at(id) ? m_dictionary.m_attributes.at(id).type : catalog::ValueType::Text;
        }
        const QString &optionCode(quint32 id) const { return m_dictionary.m_options.at(id).code; }
        const catalog::Scope &scope(quint32 id) const { return m_dictionary.m_scopes.at(id); }

    private:
        const Dictionary &m_dictionary;
        const std::shared_lock<std::shared_mutex> m_lock;
    };

    AttributeInfo attribute(quint32 id) const;
    catalog::Attribute described(quint32 id) const;
    QString optionCode(quint32 id) const;
    QString optionLabel(quint32 id) const;
    catalog::Scope scope(quint32 id) const;
    QString category(quint32 id) const;
    std::optional<quint32> findAttribute(const QString &code) const;
    std::optional<quint32> findOption(quint32 attribute, const QString &code) const;
    QVector<catalog::Attribute> attributes() const; ///< sorted by code
    QVector<OptionInfo> options(const QString &attribute) const;
    QVector<QString> categories() const; ///< by number, the first is 1

    quint32 needAttribute(sqlite3 *database, const QString &code, catalog::ValueType type);
    quint32 needOption(sqlite3 *database, quint32 attribute, const QString &code);
    quint32 needCategory(sqlite3 *database, const QString &path);
    quint32 needScope(sqlite3 *database, const catalog::Scope &scope);
    void describe(sqlite3 *database, const catalog::AttributeHint &hint);
    void countValues(quint32 attribute, qint64 change);
    /// Writes the attributes whose type or count changed.
    void save(sqlite3 *database);

private:
    struct Option
    {
        quint32 attribute = 0;
        QString code;
        QString label;
    };

    quint32 addAttribute(sqlite3 *database, const QString &code);

    mutable std::shared_mutex m_mutex;
    // All by number; number 0 is nobody's, except that of scope 0: everywhere.
    std::vector<catalog::Attribute> m_attributes;
    std::vector<bool> m_typed;
    std::vector<Option> m_options;
    std::vector<QString> m_categories;
    std::vector<catalog::Scope> m_scopes;
    QHash<QString, quint32> m_attributeByCode;
    QHash<std::pair<quint32, QString>, quint32> m_optionByCode;
    QHash<QString, quint32> m_categoryByPath;
    QSet<quint32> m_changed;
};

} // namespace vitrine::storage::sqlite
