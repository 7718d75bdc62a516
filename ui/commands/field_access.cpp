#include "ui/commands/field_access.h"

#include "catalog/focal_point.h"

#include <QCoreApplication>

#include <algorithm>

namespace vitrine::ui {

using catalog::Edit;
using catalog::Value;

namespace {

const catalog::Variant *variantOf(const catalog::Product &product, const QString &sku)
{
    const auto variant = std::find_if(product.variants.begin(), product.variants.end(), [&](const auto &each) { return each.sku == sku; });
    return variant == product.variants.end() ? nullptr : &*variant;
}

/// Of the product, or a variant's own; none when it is gone.
const QVector<catalog::AttributeValue> &valuesOf(const catalog::Product &product, const QString &sku)
{
    static const QVector<catalog::AttributeValue> none;
    const catalog::Variant *variant = sku.isEmpty() ? nullptr : variantOf(product, sku);
    return sku.isEmpty() ? product.attributes : variant ? variant->attributes : none;
}

const QVector<catalog::Price> &pricesOf(const catalog::Product &product, const QString &sku)
{
    static const QVector<catalog::Price> none;
    const catalog::Variant *variant = sku.isEmpty() ? nullptr : variantOf(product, sku);
    return sku.isEmpty() ? product.prices : variant ? variant->prices : none;
}

} // namespace

std::optional<Value> readField(const catalog::Product &product, const FieldRef &field)
{
    switch (field.field) {
    case Edit::Field::Name:
        return Value(product.name);
    case Edit::Field::Attribute: {
        const QVector<catalog::AttributeValue> &values = valuesOf(product, field.sku);
        const auto found = std::find_if(values.begin(), values.end(), [&](const auto &value) {
            return value.code == field.code && value.scope == field.scope;
        });
        return found == values.end() ? std::nullopt : std::optional(found->value);
    }
    case Edit::Field::PriceMinor: {
        const QVector<catalog::Price> &prices = pricesOf(product, field.sku);
        const auto found =
            std::find_if(prices.begin(), prices.end(), [&](const auto &price) { return price.channel == field.code; });
        return found == prices.end() ? std::nullopt : std::optional(Value(double(found->minor)));
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
    edit.sku = field.sku;
    edit.value = value;
    edit.expectedVersion = version;
    return edit;
}

QString fieldName(const FieldRef &field)
{
    const auto ofVariant = [&field](const QString &name) {
        return field.sku.isEmpty() ? name : QCoreApplication::translate("FieldRef", "%1 of %2").arg(name, field.sku);
    };
    switch (field.field) {
    case Edit::Field::Name:
        return QCoreApplication::translate("FieldRef", "name");
    case Edit::Field::Attribute:
        return ofVariant(field.code);
    case Edit::Field::PriceMinor:
        return ofVariant(field.code.isEmpty() ? QCoreApplication::translate("FieldRef", "price")
                                              : QCoreApplication::translate("FieldRef", "price %1").arg(field.code));
    case Edit::Field::Stock:
        return QCoreApplication::translate("FieldRef", "stock %1").arg(field.code);
    case Edit::Field::Focus:
        return QCoreApplication::translate("FieldRef", "focal point");
    }
    Q_UNREACHABLE();
}

} // namespace vitrine::ui
