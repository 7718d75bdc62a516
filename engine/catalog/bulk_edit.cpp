#include "catalog/bulk_edit.h"

#include "catalog/money.h"

#include <algorithm>
#include <cmath>

namespace vitrine::catalog {

namespace {

using Action = BulkChange::Action;
using Kind = FieldPlace::Kind;

constexpr double Largest = 9e15; // every whole number up to here is exact

Error refused(const QString &what, const FieldPlace &place)
{
    return {ErrorCode::InvalidArgument, what, placeName(place), {}};
}

Result<double> changed(double before, const BulkChange &change, double amount, const FieldPlace &place)
{
    const double after = change.action == Action::Set        ? amount
                         : change.action == Action::AddShare ? before + before * change.amount / 100
                                                             : before + amount;
    if (!std::isfinite(after) || std::abs(after) > Largest)
        return refused(QStringLiteral("the number would be too large"), place);
    return after;
}

Status changePrices(QVector<Price> &prices, const BulkChange &change, const QString &sku)
{
    for (Price &price : prices) {
        if (!change.code.isEmpty() && price.channel != change.code)
            continue;
        const FieldPlace place{Kind::Price, price.channel, sku, {}};
        const double scale = std::pow(10.0, minorDigits(price.currency));
        auto minor = changed(double(price.minor), change, change.amount * scale, place);
        if (!minor)
            return minor.error();
        const double step = std::max(1.0, std::round(change.roundTo * scale));
        const double rounded = std::round(*minor / step) * step;
        if (rounded < 0)
            return refused(QStringLiteral("the price would be negative: %1 %2")
                               .arg(formatAmount(qint64(rounded), price.currency), price.currency),
                           place);
        price.minor = qint64(rounded);
    }
    return Done{};
}

Status changeStock(Product &product, const BulkChange &change)
{
    for (Variant &variant : product.variants) {
        const FieldPlace place{Kind::Stock, {}, variant.sku, {}};
        const auto stock = changed(double(variant.stock), change, change.amount, place);
        if (!stock)
            return stock.error();
        if (*stock < 0)
            return refused(QStringLiteral("the stock would be negative: %1").arg(std::round(*stock)), place);
        variant.stock = qint64(std::round(*stock));
    }
    return Done{};
}

Status changeName(Product &product, const BulkChange &change)
{
    const FieldPlace place{Kind::Name, {}, {}, {}};
    QString name = product.name;
    if (change.action == Action::Replace)
        name.replace(change.find, change.text);
    else
        name = std::get<QString>(*change.value);
    if (name.trimmed().isEmpty())
        return refused(QStringLiteral("a product needs a name"), place);
    product.name = name;
    return Done{};
}

Status changeAttribute(Product &product, const BulkChange &change)
{
    const FieldPlace place{Kind::Attribute, change.code, {}, change.scope};
    if (change.action == Action::Set)
        return putField(product, place,
                        change.value ? toJson(*change.value) : QJsonValue(QJsonValue::Undefined));
    const auto found = std::find_if(product.attributes.begin(), product.attributes.end(),
                                    [&](const AttributeValue &each) {
                                        return each.code == change.code && each.scope == change.scope;
                                    });
    if (found == product.attributes.end())
        return Done{};
    if (change.action == Action::Replace) {
        auto *text = std::get_if<QString>(&found->value);
        if (!text)
            return refused(QStringLiteral("\"%1\" holds no text").arg(change.code), place);
        text->replace(change.find, change.text);
        return Done{};
    }
    auto *number = std::get_if<double>(&found->value);
    if (!number)
        return refused(QStringLiteral("\"%1\" holds no number").arg(change.code), place);
    const auto after = changed(*number, change, change.amount, place);
    if (!after)
        return after.error();
    *number = *after;
    return Done{};
}

Status applyOne(Product &product, const BulkChange &change)
{
    switch (change.kind) {
    case Kind::Name:
        return changeName(product, change);
    case Kind::Attribute:
        return changeAttribute(product, change);
    case Kind::Stock:
        return changeStock(product, change);
    case Kind::Price:
        if (auto own = changePrices(product.prices, change, {}); !own)
            return own;
        for (Variant &variant : product.variants) {
            if (auto its = changePrices(variant.prices, change, variant.sku); !its)
                return its;
        }
        return Done{};
    case Kind::Categories:
        if (change.action == Action::Erase)
            product.categories.removeAll(change.text);
        else if (!product.categories.contains(change.text))
            product.categories.append(change.text);
        return Done{};
    default:
        return Error{ErrorCode::Internal, QStringLiteral("a bulk edit of a field that has none"), {}, {}};
    }
}

} // namespace

Status applyBulk(Product &product, const QVector<BulkChange> &changes)
{
    Product after = product;
    for (const BulkChange &change : changes) {
        if (auto done = applyOne(after, change); !done)
            return done;
    }
    product = std::move(after);
    return Done{};
}

} // namespace vitrine::catalog
