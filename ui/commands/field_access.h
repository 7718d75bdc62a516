#pragma once

#include "catalog/catalog.h"
#include "catalog/product.h"

#include <optional>

namespace vitrine::ui {

/// Which value of a product: the coordinates of an edit without its new value.
struct FieldRef
{
    ProductKey key;
    catalog::Edit::Field field = catalog::Edit::Field::Attribute;
    QString code;         ///< attribute code; the SKU for Stock; the channel for PriceMinor
    catalog::Scope scope; ///< for Attribute
    QString sku{};        ///< for Attribute and PriceMinor: the variant whose own value it is; empty: the product's
    bool operator==(const FieldRef &) const = default;
};

/// The getter of every edit: the value that `product` has there; nothing when it has none.
std::optional<catalog::Value> readField(const catalog::Product &product, const FieldRef &field);

/// The edit that gives the field `value`, provided that the product is still at `version`.
catalog::Edit makeEdit(const FieldRef &field, const std::optional<catalog::Value> &value, quint32 version);

/// "Price SG", "Stock A-1", "color": what an undo step is called after.
QString fieldName(const FieldRef &field);

} // namespace vitrine::ui
