#pragma once

#include "catalog/family_model.h"

#include <QHash>

#include <memory>

namespace vitrine::ui {

/// What is known of attributes, whatever product. Immutable but for set…(); GUI thread.
class SheetSchema
{
public:
    void setAttributes(const QVector<catalog::Attribute> &attributes);
    void setFamilies(std::shared_ptr<const catalog::FamilyModel> families);
    const catalog::FamilyModel &families() const { return *m_families; }
    QString labelOf(const QString &code) const;
    /// A family's label; its code when it is not declared.
    QString familyLabel(const QString &code) const;
    QString unitOf(const QString &code) const { return m_attributes.value(code).unit; }
    catalog::ValueType typeOf(const QString &code) const;
    const catalog::AttributeRule *rule(const QString &code) const;
    /// Where an attribute's value for that channel and language is kept.
    catalog::Scope keptAt(const QString &code, const catalog::Scope &place) const;
    /// The languages of all channels; everything, once, in a catalog without channels.
    QVector<catalog::Scope> leaves() const;

private:
    QHash<QString, catalog::Attribute> m_attributes;
    std::shared_ptr<const catalog::FamilyModel> m_families = std::make_shared<const catalog::FamilyModel>();
    QHash<QString, catalog::AttributeRule> m_rules;
};

} // namespace vitrine::ui
