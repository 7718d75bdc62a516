#include "ui/commands/field_access.h"

#include "catalog/focal_point.h"

#include <QCoreApplication>

#include <algorithm>

namespace vitrine::ui {

using catalog::Edit;
using catalog::Value;

std::optional<Value> readField(const catalog::Product &product, const FieldRef &field)
{
    switch (field.field) {
    case Edit::Field::Name:
        return Value(product.name);
    case Edit::Field::Attribute: {
        const auto found =
            std::find_if(product.attributes.begin(), product.attributes.end(), [&](const auto &value) {
                return value.code == field.code && value.scope == field.scope;
            });
        return found == product.attributes.end() ? std::nullopt : std::optional(found->value);
    }
    case Edit::Field::PriceMinor: {
        const auto found = std::find_if(product.prices.begin(), product.prices.end(),
                                        [&](const auto &price) { return price.channel == field.code; });
        return found == product.prices.end() ? std::nullopt : std::optional(Value(double(found->minor)));
    }
    case Edit::Field::Stock: {
        const auto found = std::find_if(product.variants.begin(), product.variants.end(),
                                        [&](const auto &variant) { return variant.sku == field.code; });
        return found == product.variants.end() ? std::nullopt : std::optional(Value(double(found->stock)));
    }
    case Edit::Field::Focus: {
        const auto found = std::find_if(product.images.begin(), product.images.end(),
                                        [&](const auto &image) { return image.id.toString() == field.code; });
        return found == product.images.end() || !found->focus ? std::nullopt : std::optional(Value(catalog::toText(*found->focus)));
    }
    }
    Q_UNREACHABLE();
}

Edit makeEdit(const FieldRef &field, const std::optional<Value> &value, quint32 version)
{
    Edit edit;
    edit.key = field.key;
    edit.field = field.field;
    edit.code = field.code;
    edit.scope = field.scope;
    edit.value = value;
    edit.expectedVersion = version;
    return edit;
}

QString fieldName(const FieldRef &field)
{
    switch (field.field) {
    case Edit::Field::Name:
        return QCoreApplication::translate("FieldRef", "name");
    case Edit::Field::Attribute:
        return field.code;
    case Edit::Field::PriceMinor:
        return field.code.isEmpty() ? QCoreApplication::translate("FieldRef", "price")
                                    : QCoreApplication::translate("FieldRef", "price %1").arg(field.code);
    case Edit::Field::Stock:
        return QCoreApplication::translate("FieldRef", "stock %1").arg(field.code);
    case Edit::Field::Focus:
        return QCoreApplication::translate("FieldRef", "focal point");
    }
    Q_UNREACHABLE();
}

} // namespace vitrine::ui
