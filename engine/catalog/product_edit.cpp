#include "catalog/product_edit.h"

#include "catalog/focal_point.h"
#include "catalog/product_rules.h"

#include <algorithm>
#include <cmath>

namespace vitrine::catalog {

namespace {

using Applied = Result<std::optional<Value>>;

Error refused(const QString &what, const QString &where, const QString &remedy = {})
{
    return {ErrorCode::InvalidArgument, what, where, remedy};
}

Result<qint64> wholeNumber(const Edit &edit, const QString &field)
{
    const double *number = edit.value ? std::get_if<double>(&*edit.value) : nullptr;
    constexpr double Limit = 9e15; // every whole number up to here is exact
    if (!number || !(*number >= 0 && *number <= Limit) || std::trunc(*number) != *number)
        return refused(QStringLiteral("the %1 has to be a whole number, 0 or more").arg(field), field);
    return qint64(*number);
}

Applied applyName(Product &product, const Edit &edit)
{
    const QString *name = edit.value ? std::get_if<QString>(&*edit.value) : nullptr;
    if (!name || name->trimmed().isEmpty())
        return refused(QStringLiteral("a product needs a name"), QStringLiteral("name"));
    return Applied(Value(std::exchange(product.name, *name)));
}

/// A variant's own price: it begins in the product's currency, and without it the product's holds again.
Applied applyVariantPrice(Product &product, const Edit &edit)
{
    const auto variant = std::find_if(product.variants.begin(), product.variants.end(),
                                      [&](const Variant &each) { return each.sku == edit.sku; });
    if (variant == product.variants.end())
        return refused(QStringLiteral("the product has no variant \"%1\"").arg(edit.sku), QStringLiteral("price"));
    const auto isHere = [&](const Price &each) { return each.channel == edit.code; };
    const auto own = std::find_if(variant->prices.begin(), variant->prices.end(), isHere);
    const bool isOwn = own != variant->prices.end();
    const double before = isOwn ? double(own->minor) : 0;
    if (!edit.value) {
        if (!isOwn)
            return Applied(std::nullopt);
        variant->prices.erase(own);
        return Applied(Value(before));
    }
    const auto minor = wholeNumber(edit, QStringLiteral("price"));
    if (!minor)
        return minor.error();
    if (isOwn) {
        own->minor = *minor;
        return Applied(Value(before));
    }
    const auto inherited = std::find_if(product.prices.begin(), product.prices.end(), isHere);
    if (inherited == product.prices.end())
        return refused(QStringLiteral("neither the variant \"%1\" nor its product has a price there").arg(edit.sku),
                       QStringLiteral("price"), QStringLiteral("Import it with a price and a currency first"));
    variant->prices.append({edit.code, inherited->currency, *minor});
    return Applied(std::nullopt);
}

Applied applyPrice(Product &product, const Edit &edit)
{
    if (!edit.sku.isEmpty())
        return applyVariantPrice(product, edit);
    const auto minor = wholeNumber(edit, QStringLiteral("price"));
    if (!minor)
        return minor.error();
    const auto price = std::find_if(product.prices.begin(), product.prices.end(),
                                    [&](const Price &each) { return each.channel == edit.code; });
    if (price == product.prices.end())
        return refused(
            edit.code.isEmpty() ? QStringLiteral("the product has no price for every channel")
                                : QStringLiteral("the product has no price in channel \"%1\"").arg(edit.code),
            QStringLiteral("price"), QStringLiteral("Import the product with a price and a currency first"));
    return Applied(Value(double(std::exchange(price->minor, *minor))));
}

Applied applyStock(Product &product, const Edit &edit)
{
    const auto stock = wholeNumber(edit, QStringLiteral("stock"));
    if (!stock)
        return stock.error();
    const auto variant = std::find_if(product.variants.begin(), product.variants.end(),
                                      [&](const Variant &each) { return each.sku == edit.code; });
    if (variant == product.variants.end())
        return refused(QStringLiteral("the product has no variant \"%1\"").arg(edit.code),
                       QStringLiteral("stock"));
    return Applied(Value(double(std::exchange(variant->stock, *stock))));
}

Applied applyAttribute(Product &product, const Edit &edit)
{
    if (auto error = brokenRule(edit.code, edit.value.value_or(QString()), edit.code))
        return *error;
    const auto variant = std::find_if(product.variants.begin(), product.variants.end(),
                                      [&](const Variant &each) { return each.sku == edit.sku; });
    if (!edit.sku.isEmpty() && variant == product.variants.end())
        return refused(QStringLiteral("the product has no variant \"%1\"").arg(edit.sku), edit.code);
    QVector<AttributeValue> &values = edit.sku.isEmpty() ? product.attributes : variant->attributes;
    const auto value = std::find_if(values.begin(), values.end(), [&](const AttributeValue &each) {
        return each.code == edit.code && each.scope == edit.scope;
    });
    if (value == values.end()) {
        if (edit.value)
            values.append({edit.code, *edit.value, edit.scope});
        return std::optional<Value>();
    }
    const Value previous = value->value;
    if (edit.value)
        value->value = *edit.value;
    else
        values.erase(value);
    return Applied(previous);
}

Applied applyFocus(Product &product, const Edit &edit)
{
    const QString field = QStringLiteral("focus");
    const auto image = std::find_if(product.images.begin(), product.images.end(),
                                    [&](const ImageRef &each) { return each.id.toString() == edit.code; });
    if (image == product.images.end())
        return refused(QStringLiteral("the product has no picture \"%1\"").arg(edit.code), field);
    const QString *text = edit.value ? std::get_if<QString>(&*edit.value) : nullptr;
    const auto point = text ? focalPointFromText(*text) : std::nullopt;
    if (edit.value && !point)
        return refused(QStringLiteral("a focal point is two numbers from 0 to 1, as in \"0.25 0.4\""), field);
    const auto previous = std::exchange(image->focus, point);
    return Applied(previous ? std::optional(Value(toText(*previous))) : std::nullopt);
}

} // namespace

Result<std::optional<Value>> applyEdit(Product &product, const Edit &edit)
{
    switch (edit.field) {
    case Edit::Field::Name:
        return applyName(product, edit);
    case Edit::Field::Attribute:
        return applyAttribute(product, edit);
    case Edit::Field::PriceMinor:
        return applyPrice(product, edit);
    case Edit::Field::Stock:
        return applyStock(product, edit);
    case Edit::Field::Focus:
        return applyFocus(product, edit);
    }
    Q_UNREACHABLE();
}

QString fieldName(Edit::Field field)
{
    switch (field) {
    case Edit::Field::Name:
        return QStringLiteral("name");
    case Edit::Field::Attribute:
        return QStringLiteral("attribute");
    case Edit::Field::PriceMinor:
        return QStringLiteral("price");
    case Edit::Field::Stock:
        return QStringLiteral("stock");
    case Edit::Field::Focus:
        return QStringLiteral("focus");
    }
    Q_UNREACHABLE();
}

Error otherVersion(const ProductKey &key, quint32 version, quint32 expected, const QString &where)
{
    const QString name = key.toString();
    const QString what =
        version == 0    ? QStringLiteral("there is no product \"%1\" any more").arg(name)
        : expected == 0 ? QStringLiteral("there is a product \"%1\" already, at version %2").arg(name).arg(version)
                        : QStringLiteral("the product \"%1\" has been changed meanwhile: it is at version %2, not %3")
                              .arg(name)
                              .arg(version)
                              .arg(expected);
    return {ErrorCode::PreconditionFailed, what, where, QStringLiteral("Look at the product again and repeat the change")};
}

} // namespace vitrine::catalog
