#include "storage/sqlite/dictionary.h"

#include "storage/sqlite/statement.h"

#include <algorithm>
#include <mutex>

namespace vitrine::storage::sqlite {

using catalog::Attribute;
using catalog::Scope;
using catalog::ValueType;

namespace {

QString labelFromCode(const QString &code)
{
    return QString(code).replace(u'_', u' ').simplified();
}

} // namespace

Dictionary::AttributeInfo Dictionary::attribute(quint32 id) const
{
    std::shared_lock lock(m_mutex);
    const Attribute &attribute = m_attributes.at(id);
    return {attribute.code, m_typed[id] ? std::optional(attribute.type) : std::nullopt, attribute.valueCount};
}

Attribute Dictionary::described(quint32 id) const
{
    std::shared_lock lock(m_mutex);
    return m_attributes.at(id);
}

QString Dictionary::optionCode(quint32 id) const
{
    std::shared_lock lock(m_mutex);
    return m_options.at(id).code;
}

QString Dictionary::optionLabel(quint32 id) const
{
    std::shared_lock lock(m_mutex);
    return id < m_options.size() ? m_options[id].label : QString();
}

Scope Dictionary::scope(quint32 id) const
{
    std::shared_lock lock(m_mutex);
    return m_scopes.at(id);
}

QString Dictionary::category(quint32 id) const
{
    std::shared_lock lock(m_mutex);
    return m_categories.at(id);
}

std::optional<quint32> Dictionary::findAttribute(const QString &code) const
{
    std::shared_lock lock(m_mutex);
    const auto found = m_attributeByCode.constFind(code);
    return found == m_attributeByCode.constEnd() ? std::nullopt : std::optional(*found);
}

std::optional<quint32> Dictionary::findOption(quint32 attribute, const QString &code) const
{
    std::shared_lock lock(m_mutex);
    const auto found = m_optionByCode.constFind({attribute, code});
    return found == m_optionByCode.constEnd() ? std::nullopt : std::optional(*found);
}

QVector<Attribute> Dictionary::attributes() const
{
    QVector<Attribute> attributes;
    {
        std::shared_lock lock(m_mutex);
        attributes.reserve(qsizetype(m_attributes.size()));
        std::copy(m_attributes.begin() + 1, m_attributes.end(), std::back_inserter(attributes));
    }
    std::sort(attributes.begin(), attributes.end(),
              [](const Attribute &a, const Attribute &b) { return a.code < b.code; });
    return attributes;
}

QVector<Dictionary::OptionInfo> Dictionary::options(const QString &attribute) const
{
    std::shared_lock lock(m_mutex);
    const quint32 owner = m_attributeByCode.value(attribute);
    QVector<OptionInfo> options;
    for (quint32 id = 1; id < m_options.size(); ++id) {
        if (m_options[id].attribute == owner)
            options.append({id, m_options[id].code, m_options[id].label});
    }
    return options;
}

QVector<QString> Dictionary::categories() const
{
    std::shared_lock lock(m_mutex);
    return QVector<QString>(m_categories.begin() + 1, m_categories.end());
}

quint32 Dictionary::addAttribute(sqlite3 *database, const QString &code)
{
    const auto id = quint32(m_attributes.size());
    const QString label = labelFromCode(code);
    Statement insert(database, "INSERT INTO attribute (id, code, label, unit) VALUES (?, ?, ?, '')");
    insert.bind(1, id).bind(2, code).bind(3, label).run();
    std::lock_guard lock(m_mutex);
    m_attributes.push_back({code, label, ValueType::Text, {}, 0});
    m_typed.push_back(false);
    m_attributeByCode.insert(code, id);
    return id;
}

quint32 Dictionary::needAttribute(sqlite3 *database, const QString &code, ValueType type)
{
    const auto known = findAttribute(code);
    const quint32 id = known ? *known : addAttribute(database, code);
    if (!m_typed[id] || m_attributes[id].type != type) {
        std::lock_guard lock(m_mutex);
        m_typed[id] = true;
        m_attributes[id].type = type;
        m_changed.insert(id);
    }
    return id;
}

quint32 Dictionary::needOption(sqlite3 *database, quint32 attribute, const QString &code)
{
    const auto known = m_optionByCode.constFind({attribute, code});
    if (known != m_optionByCode.constEnd())
        return *known;
    const auto id = quint32(m_options.size());
    Statement insert(database,
                     "INSERT INTO attribute_option (id, attribute, code, label) VALUES (?, ?, ?, ?)");
    insert.bind(1, id).bind(2, attribute).bind(3, code).bind(4, code).run();
    std::lock_guard lock(m_mutex);
    m_options.push_back({attribute, code, code});
    m_optionByCode.insert({attribute, code}, id);
    return id;
}

quint32 Dictionary::needCategory(sqlite3 *database, const QString &path)
{
    const auto known = m_categoryByPath.constFind(path);
    if (known != m_categoryByPath.constEnd())
        return *known;
    const auto id = quint32(m_categories.size());
    Statement insert(database, "INSERT INTO category (id, path) VALUES (?, ?)");
    insert.bind(1, id).bind(2, path).run();
    std::lock_guard lock(m_mutex);
    m_categories.push_back(path);
    m_categoryByPath.insert(path, id);
    return id;
}

quint32 Dictionary::needScope(sqlite3 *database, const Scope &scope)
{
    const auto known = std::find(m_scopes.begin(), m_scopes.end(), scope);
    if (known != m_scopes.end())
        return quint32(known - m_scopes.begin());
    const auto id = quint32(m_scopes.size());
    Statement insert(database, "INSERT INTO scope (id, channel, locale) VALUES (?, ?, ?)");
    insert.bind(1, id).bind(2, scope.channel).bind(3, scope.locale).run();
    std::lock_guard lock(m_mutex);
    m_scopes.push_back(scope);
    return id;
}

void Dictionary::describe(sqlite3 *database, const catalog::AttributeHint &hint)
{
    const auto known = findAttribute(hint.code);
    const quint32 id = known ? *known : addAttribute(database, hint.code);
    if (!hint.option.isEmpty()) {
        const quint32 option = needOption(database, id, hint.option);
        const QString label = hint.label.isEmpty() ? hint.option : hint.label;
        Statement update(database, "UPDATE attribute_option SET label = ? WHERE id = ?");
        update.bind(1, label).bind(2, option).run();
        std::lock_guard lock(m_mutex);
        m_options[option].label = label;
        return;
    }
    const QString label = hint.label.isEmpty() ? m_attributes[id].label : hint.label;
    Statement update(database, "UPDATE attribute SET label = ?, unit = ? WHERE id = ?");
    update.bind(1, label).bind(2, hint.unit).bind(3, id).run();
    std::lock_guard lock(m_mutex);
    m_attributes[id].label = label;
    m_attributes[id].unit = hint.unit;
}

void Dictionary::countValues(quint32 attribute, qint64 change)
{
    std::lock_guard lock(m_mutex);
    m_attributes[attribute].valueCount += change;
    m_changed.insert(attribute);
}

} // namespace vitrine::storage::sqlite
