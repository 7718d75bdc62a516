#pragma once

#include "catalog/family.h"

#include <QStringList>

namespace vitrine::ui {

/// Where an attribute's values are kept: "once", "per language", "per channel and language".
QString keptText(const catalog::AttributeRule *rule);
/// What they may be: "text of at most 80 characters", "number from 0 to 5", "one of red, blue"; empty: anything.
QString ruleText(const catalog::AttributeRule *rule);
/// Where the family requires it: "everywhere", "in SG, VN"; empty: nowhere.
QString requiredText(const catalog::Family &family, const QString &code);

/// One difference between two declarations, in words.
struct DeclarationChange
{
    enum class Kind { Added, Removed, Changed };
    Kind kind = Kind::Changed;
    QString what;   ///< "Family Shoes"
    QString detail; ///< what of it
    bool operator==(const DeclarationChange &) const = default;
};

/// Everything in which `after` differs, channels first, then families, then rules; pure.
QVector<DeclarationChange> declarationChanges(const catalog::FamilyDeclaration &before, const catalog::FamilyDeclaration &after);

} // namespace vitrine::ui
