#pragma once

#include "ui/commands/field_access.h"
#include "ui/models/sheet_schema.h"

#include <optional>

namespace vitrine::ui {

/// One line of a product's sheet: a value, or the place of one that is not there.
struct SheetField
{
    FieldRef ref;
    QString label, note, unit, currency;
    catalog::ValueType type = catalog::ValueType::Text;
    std::optional<catalog::Value> own;   ///< what stands exactly there
    std::optional<catalog::Value> shown; ///< the same, or what holds there instead of it
    QString origin;                      ///< where `shown` comes from when it is not `own`: "inherited", "from SG"
    QStringList options;                 ///< codes, when there are no others
    QString problem;                     ///< the rule that `shown` breaks, and the remedy
    bool integer = false;
    bool overrides = false; ///< without `own` there would be a value, too
    bool missing = false;   ///< the family requires it here
    bool differs = false;
    bool operator==(const SheetField &) const = default;
};

struct SheetGroup
{
    QString title;
    QVector<SheetField> fields;
};

/// What of a product is looked at.
struct SheetView
{
    std::optional<catalog::Scope> place; ///< a channel and language; nothing: all that there is
    QString sku;                         ///< a variant as it is alone; empty: the product
    bool operator==(const SheetView &) const = default;
};

/// "SG · en"; empty for everywhere.
QString scopeText(const catalog::Scope &scope);
/// A value as people read it.
QString valueText(const SheetField &field, const SheetSchema &schema);
/// The rule that the value would break in that field and what to do, two sentences; empty: none.
QString brokenRuleText(const SheetField &field, const catalog::Value &value, const SheetSchema &schema);
/// The places that can be looked at: those of the families or, without any, those that the product has values for.
QVector<catalog::Scope> placesOf(const catalog::Product &product, const SheetSchema &schema);

/// The lines of a product's sheet, in groups: family, what it requires, its other attributes; prices, variants and stock;
/// the attributes outside it, or, without a family, those that hold everywhere and the others. Pure.
QVector<SheetGroup> sheetOf(const catalog::Product &product, const SheetView &view, const SheetSchema &schema);

} // namespace vitrine::ui
