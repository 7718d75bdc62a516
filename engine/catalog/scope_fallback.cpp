#include "catalog/scope_fallback.h"

#include <QHash>

#include <algorithm>
#include <iterator>

namespace vitrine::catalog {

int scopeMatch(const Scope &value, const Scope &wanted)
{
    if (!value.channel.isEmpty() && value.channel != wanted.channel)
        return 0;
    if (!value.locale.isEmpty() && value.locale != wanted.locale)
        return 0;
    return 1 + (value.channel.isEmpty() ? 0 : 2) + (value.locale.isEmpty() ? 0 : 1);
}

QVector<AttributeValue> resolve(const QVector<AttributeValue> &values, const Scope &wanted)
{
    const bool anyScope = wanted == Scope{};
    const auto isGlobal = [](const AttributeValue &value) { return value.scope == Scope{}; };
    if (std::all_of(values.begin(), values.end(), isGlobal))
        return values;

    QVector<AttributeValue> resolved;
    resolved.reserve(values.size());
    QHash<QString, std::pair<qsizetype, int>> places; // code -> index in resolved, how well it matches
    for (const AttributeValue &value : values) {
        int match = scopeMatch(value.scope, wanted);
        if (match == 0 && !anyScope)
            continue;
        const auto place = places.find(value.code);
        if (place == places.end()) {
            places.insert(value.code, {resolved.size(), match});
            resolved.append(value);
        } else if (match > place->second) {
            resolved[place->first] = value;
            place->second = match;
        }
    }
    return resolved;
}

QVector<Price> resolve(const QVector<Price> &prices, const QString &channel)
{
    if (channel.isEmpty())
        return prices;
    const auto pick = [&prices](const QString &wanted) {
        QVector<Price> picked;
        std::copy_if(prices.begin(), prices.end(), std::back_inserter(picked),
                     [&wanted](const Price &price) { return price.channel == wanted; });
        return picked;
    };
    const QVector<Price> own = pick(channel);
    return own.isEmpty() ? pick({}) : own;
}

} // namespace vitrine::catalog
