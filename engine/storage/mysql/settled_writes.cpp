#include "storage/mysql/settled_writes.h"

#include "catalog/product_rules.h"
#include "storage/mysql/own_schema.h"

#include <algorithm>

namespace vitrine::storage::mysql {

using namespace catalog;

namespace {

Error tooLong(const QString &what, int most, const QString &where)
{
    return {ErrorCode::InvalidArgument, QStringLiteral("%1 is longer than %2 characters").arg(what).arg(most), where, QStringLiteral("Shorten it")};
}

/// What the columns of the database do not hold.
std::optional<Error> beyondColumns(const Product &product)
{
    for (const QString &path : product.categories) {
        if (path.size() > MaxPath)
            return tooLong(QStringLiteral("the path of a category"), MaxPath, QStringLiteral("categories"));
    }
    const auto scopes = [](const QVector<AttributeValue> &values, const QVector<Price> &prices) -> std::optional<Error> {
        for (const AttributeValue &value : values) {
            if (value.scope.channel.size() > MaxScope || value.scope.locale.size() > MaxScope)
                return tooLong(QStringLiteral("a channel or language"), MaxScope, value.code);
        }
        for (const Price &price : prices) {
            if (price.channel.size() > MaxScope)
                return tooLong(QStringLiteral("a channel"), MaxScope, QStringLiteral("prices"));
        }
        return {};
    };
    if (auto error = scopes(product.attributes, product.prices))
        return error;
    for (const Variant &variant : product.variants) {
        if (auto error = scopes(variant.attributes, variant.prices))
            return error;
    }
    return {};
}

} // namespace

PreparedProduct prepare(const Product &product)
{
    PreparedProduct prepared{normalised(product), {}, {}};
    prepared.broken = brokenRule(prepared.product);
    if (!prepared.broken)
        prepared.broken = beyondColumns(prepared.product);
    if (!prepared.broken)
        prepared.fingerprint = fingerprint(prepared.product);
    return prepared;
}

bool Settling::admits(PreparedProduct &prepared)
{
    if (prepared.broken)
        return true;
    const auto settled = std::find_if(m_settled.begin(), m_settled.end(), [&](const PreparedProduct &other) {
        return other.product.key == prepared.product.key && other.fingerprint == prepared.fingerprint;
    });
    if (settled != m_settled.end() && settled->broken) {
        prepared.broken = settled->broken;
        return true;
    }
    if (settled != m_settled.end() || m_terms.isSettled(prepared.product))
        return true;
    m_waiting.push_back(prepared);
    return false;
}

/// Numbers for all that the products name; what breaks a type is broken from here on.
Status SettledWrites::settle(std::vector<PreparedProduct> &products)
{
    QVector<const Product *> good;
    const auto rules = m_rules.get();
    for (PreparedProduct &prepared : products) {
        if (!prepared.broken) // before settling: it would give an attribute without values the wrong type
            prepared.broken = rules->otherType(prepared.product);
        good.append(prepared.broken ? nullptr : &prepared.product);
    }
    const auto refused = m_terms.settle(good);
    if (!refused)
        return refused.error();
    for (size_t i = 0; i < products.size(); ++i) {
        if (!products[i].broken)
            products[i].broken = (*refused)[qsizetype(i)];
    }
    return Done{};
}

Error SettledWrites::alwaysChanged() const
{
    return {ErrorCode::Overloaded, QStringLiteral("attributes or products keep being changed by others"),
            m_transactions.connections().address().toString(), QStringLiteral("Try again")};
}

} // namespace vitrine::storage::mysql
