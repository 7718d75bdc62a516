#include "ui/models/sheet_schema.h"

namespace vitrine::ui {

using catalog::Scope;
using catalog::ValueType;

void SheetSchema::setAttributes(const QVector<catalog::Attribute> &attributes)
{
    m_attributes.clear();
    for (const auto &attribute : attributes)
        m_attributes.insert(attribute.code, attribute);
}

void SheetSchema::setFamilies(std::shared_ptr<const catalog::FamilyModel> families)
{
    m_families = std::move(families);
    m_rules.clear();
    for (const auto &rule : m_families->declaration().attributes)
        m_rules.insert(rule.code, rule);
}

QString SheetSchema::labelOf(const QString &code) const
{
    const auto found = m_attributes.constFind(code);
    if (found != m_attributes.constEnd() && !found->label.isEmpty())
        return found->label;
    QString label = code;
    return label.replace(u'_', u' ');
}

QString SheetSchema::familyLabel(const QString &code) const
{
    for (const auto &family : m_families->declaration().families) {
        if (family.code == code && !family.label.isEmpty())
            return family.label;
    }
    return code;
}

ValueType SheetSchema::typeOf(const QString &code) const
{
    const auto *known = rule(code);
    return known && known->type ? *known->type : m_attributes.value(code).type;
}

const catalog::AttributeRule *SheetSchema::rule(const QString &code) const
{
    const auto found = m_rules.constFind(code);
    return found == m_rules.constEnd() ? nullptr : &*found;
}

Scope SheetSchema::keptAt(const QString &code, const Scope &place) const
{
    if (const auto *known = rule(code))
        return {known->perChannel ? place.channel : QString(), known->perLocale ? place.locale : QString()};
    return m_families->declaration().channels.isEmpty() ? place : Scope{};
}

QVector<Scope> SheetSchema::leaves() const
{
    QVector<Scope> leaves;
    for (const Scope &place : m_families->places()) {
        if (!place.locale.isEmpty() || m_families->declaration().channels.isEmpty())
            leaves.append(place);
    }
    return leaves;
}

} // namespace vitrine::ui
