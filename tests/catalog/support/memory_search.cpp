// Lists of the in-memory twin: every product is looked at, every time.
#include "catalog/product_summary.h"
#include "catalog/result_order.h"
#include "catalog/scope_fallback.h"
#include "catalog/support/memory_catalog.h"

#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <map>

namespace vitrine::test {

using namespace catalog;

namespace {

QString folded(const QString &text)
{
    QString plain;
    for (const QChar c : text.normalized(QString::NormalizationForm_D).toCaseFolded()) {
        if (!c.isMark())
            plain += c;
    }
    return plain;
}

QStringList wordsOf(const QString &text)
{
    static const QRegularExpression separators(QStringLiteral("[^\\p{L}\\p{N}]+"),
                                               QRegularExpression::UseUnicodePropertiesOption);
    return folded(text).split(separators, Qt::SkipEmptyParts);
}

/// What lists see of an attribute: what the card shows without a scope, and the variants.
QVector<Value> seen(const Product &product, const QString &code)
{
    QVector<Value> all;
    const auto add = [&](const QVector<AttributeValue> &values) {
        for (const AttributeValue &value : resolve(values, {})) {
            if (value.code == code && !all.contains(value.value))
                all.append(value.value);
        }
    };
    add(product.attributes);
    for (const Variant &variant : product.variants)
        add(variant.attributes);
    return all;
}

double numberOf(const Value &value)
{
    if (const auto *date = std::get_if<QDate>(&value))
        return double(date->toJulianDay());
    const auto *number = std::get_if<double>(&value);
    return number ? *number : 0;
}

QString textOf(const Value &value)
{
    switch (typeOf(value)) {
    case ValueType::Text:
        return std::get<QString>(value);
    case ValueType::Number:
        return QString::number(std::get<double>(value));
    case ValueType::Boolean:
        return std::get<bool>(value) ? QStringLiteral("true") : QStringLiteral("false");
    case ValueType::Date:
        return std::get<QDate>(value).toString(Qt::ISODate);
    case ValueType::Option:
        return std::get<OptionCode>(value).toString();
    }
    Q_UNREACHABLE();
}

bool holds(const AttributeFilter &filter, const Product &product)
{
    const auto bound = [](const QString &text, ValueType type, double open) {
        return text.isEmpty()            ? open
               : type == ValueType::Date ? double(QDate::fromString(text, Qt::ISODate).toJulianDay())
                                         : text.toDouble();
    };
    const QVector<Value> values = seen(product, filter.code);
    const bool any = std::any_of(values.begin(), values.end(), [&](const Value &value) {
        switch (filter.kind) {
        case AttributeFilter::Kind::Present:
            return true;
        case AttributeFilter::Kind::AnyOf:
            return filter.values.contains(textOf(value));
        case AttributeFilter::Kind::Range: {
            const double number = numberOf(value), to = bound(filter.to, typeOf(value), 1e300);
            return number >= bound(filter.from, typeOf(value), -1e300) && (filter.isOpen ? number < to : number <= to);
        }
        }
        Q_UNREACHABLE();
    });
    return any != filter.isNegated;
}

bool isBelow(const QString &path, const QString &category)
{
    return path == category || path.startsWith(category + u'/');
}

} // namespace

bool MemoryCatalog::matches(const Product &product, const Query &query, Except except, const QString &attribute) const
{
    for (const AttributeFilter &filter : query.attributes) {
        if ((except != Except::Attribute || filter.code != attribute) && !holds(filter, product))
            return false;
    }
    if (!query.text.trimmed().isEmpty()) {
        QString all = product.name + u'\n' + product.key.toString() + u'\n' + brandOf(product) + u'\n' +
                      brandLabel(brandOf(product)) + u'\n' + product.categories.join(u'\n');
        const auto add = [&all](const QVector<AttributeValue> &values) {
            for (const AttributeValue &value : values) {
                if (const auto *text = std::get_if<QString>(&value.value))
                    all += u'\n' + *text;
                else if (const auto *option = std::get_if<OptionCode>(&value.value))
                    all += u'\n' + option->toString();
            }
        };
        add(product.attributes);
        for (const Variant &variant : product.variants) {
            all += u'\n' + variant.sku;
            add(variant.attributes);
        }
        const QStringList present = wordsOf(all);
        const QStringList wanted = wordsOf(query.text);
        for (qsizetype i = 0; i < wanted.size(); ++i) {
            const bool isOpen = i + 1 == wanted.size() && !query.text.back().isSpace();
            if (!std::any_of(present.begin(), present.end(), [&](const QString &word) {
                    return isOpen ? word.startsWith(wanted[i]) : word == wanted[i];
                }))
                return false;
        }
    }
    if (!query.brands.isEmpty() && except != Except::Brand && !query.brands.contains(brandOf(product)))
        return false;
    if (!query.categories.isEmpty() && except != Except::Category) {
        const auto isIn = [&](const QString &path) {
            return std::any_of(query.categories.begin(), query.categories.end(),
                               [&](const QString &category) { return isBelow(path, category); });
        };
        if (!std::any_of(product.categories.begin(), product.categories.end(), isIn))
            return false;
    }
    if ((query.priceFromMinor || query.priceToMinor) && except != Except::Price) {
        const Price price = firstPrice(product);
        if (price.currency.isEmpty() || (query.priceFromMinor && price.minor < *query.priceFromMinor) ||
            (query.priceToMinor && price.minor > *query.priceToMinor))
            return false;
    }
    return !query.withImageOnly || !product.images.isEmpty();
}

Result<ResultSet> MemoryCatalog::find(const Query &query, const CancelToken &cancel)
{
    if (cancel.requested())
        return Error{ErrorCode::Cancelled, QStringLiteral("the list was given up"), {}, {}};
    if (!query.text.trimmed().isEmpty() && wordsOf(query.text).isEmpty())
        return Error{ErrorCode::InvalidArgument,
                     QStringLiteral("there is no word to search for"),
                     QStringLiteral("text"),
                     {}};
    std::lock_guard lock(m_mutex);
    auto ids = std::make_shared<std::vector<quint32>>();
    for (qsizetype i = 0; i < m_products.size(); ++i) {
        if (matches(m_products[i].product, query, Except::Nothing))
            ids->push_back(quint32(i + 1));
    }
    const auto at = [this](quint32 id) -> const Stored & { return m_products[qsizetype(id) - 1]; };
    const auto sortBy = [&](const auto &less) { std::stable_sort(ids->begin(), ids->end(), less); };
    const auto isPriced = [&](quint32 id) { return !firstPrice(at(id).product).currency.isEmpty(); };
    switch (query.sort) {
    case SortBy::Relevance:
    case SortBy::Catalog:
        if (query.descending)
            std::reverse(ids->begin(), ids->end());
        break;
    case SortBy::Key:
        sortBy([&](quint32 a, quint32 b) { return at(a).product.key < at(b).product.key; });
        if (query.descending)
            std::reverse(ids->begin(), ids->end());
        break;
    case SortBy::Name:
        sortBy([&](quint32 a, quint32 b) { return folded(at(a).product.name) < folded(at(b).product.name); });
        if (query.descending)
            std::reverse(ids->begin(), ids->end());
        break;
    case SortBy::Price:
        sortBy([&](quint32 a, quint32 b) {
            const auto price = [&](quint32 id) { return firstPrice(at(id).product).minor; };
            if (!isPriced(a) || !isPriced(b))
                return isPriced(a) && !isPriced(b);
            return query.descending ? price(a) > price(b) : price(a) < price(b);
        });
        break;
    case SortBy::Stock:
        sortBy([&](quint32 a, quint32 b) {
            const auto stock = [&](quint32 id) { return at(id).product.stock(); };
            return query.descending ? stock(a) > stock(b) : stock(a) < stock(b);
        });
        break;
    case SortBy::Updated:
        sortBy([&](quint32 a, quint32 b) {
            return query.descending ? at(a).updated > at(b).updated : at(a).updated < at(b).updated;
        });
        break;
    case SortBy::Attribute: {
        std::map<quint32, std::pair<QString, double>> keys;
        for (const quint32 id : *ids) {
            for (const Value &value : seen(at(id).product, query.sortAttribute)) {
                const bool isNumber = typeOf(value) == ValueType::Number || typeOf(value) == ValueType::Date;
                const std::pair key(isNumber ? QString() : textOf(value).toCaseFolded(), numberOf(value));
                const auto [known, isNew] = keys.emplace(id, key);
                if (!isNew && (query.descending ? key > known->second : key < known->second))
                    known->second = key;
            }
        }
        sortBy([&](quint32 a, quint32 b) {
            const auto keyA = keys.find(a), keyB = keys.find(b);
            if (keyA == keys.end() || keyB == keys.end())
                return keyA != keys.end() && keyB == keys.end();
            return query.descending ? keyA->second > keyB->second : keyA->second < keyB->second;
        });
        break;
    }
    }
    return ResultSet(std::make_shared<ListOrder>(std::move(ids), false));
}

Result<QVector<Row>> MemoryCatalog::rows(const ResultSet &set, qint64 first, qint64 count)
{
    std::lock_guard lock(m_mutex);
    QVector<Row> rows;
    const qint64 begin = std::clamp<qint64>(first, 0, set.size());
    for (qint64 row = begin; row < std::min(begin + count, set.size()); ++row) {
        const ProductId id = set.at(row);
        const Product &product = m_products[qsizetype(toNumber(id)) - 1].product;
        rows.append({id, product.key, product.name, brandLabel(brandOf(product)), product.categories.value(0),
                     firstPrice(product), product.stock(), product.images.value(0), product.version});
    }
    return rows;
}

AttributeFacet MemoryCatalog::countAttribute(const Query &query, const QString &code) const
{
    AttributeFacet facet;
    facet.code = code;
    std::map<QString, qint64> counts;
    for (const Stored &stored : std::as_const(m_products)) {
        if (!matches(stored.product, query, Except::Attribute, code))
            continue;
        for (const Value &value : seen(stored.product, code))
            ++counts[textOf(value)];
    }
    for (const auto &[value, count] : counts)
        facet.values.append({value, value, count});
    std::sort(facet.values.begin(), facet.values.end(), [](const FacetCount &a, const FacetCount &b) {
        return a.count != b.count ? a.count > b.count : a.label < b.label;
    });
    return facet;
}

Result<Facets> MemoryCatalog::facets(const Query &query, const CancelToken &cancel)
{
    if (cancel.requested())
        return Error{ErrorCode::Cancelled, QStringLiteral("the list was given up"), {}, {}};
    std::lock_guard lock(m_mutex);
    std::map<QString, qint64> brands, categories;
    QVector<qint64> prices;
    Facets facets;
    for (const QString &name : query.facets.value_or(QStringList())) {
        if (name != u"brand" && name != u"category" && name != u"price")
            facets.attributes.append(countAttribute(query, name));
    }
    for (const Stored &stored : std::as_const(m_products)) {
        const Product &product = stored.product;
        if (matches(product, query, Except::Brand) && !brandOf(product).isEmpty())
            ++brands[brandOf(product)];
        if (matches(product, query, Except::Category)) {
            QStringList levels;
            for (const QString &path : product.categories) {
                for (qsizetype end = path.indexOf(u'/'); end > 0; end = path.indexOf(u'/', end + 1))
                    levels.append(path.left(end));
                levels.append(path);
            }
            levels.removeDuplicates();
            for (const QString &level : std::as_const(levels))
                ++categories[level];
        }
        if (const Price price = firstPrice(product);
            matches(product, query, Except::Price) && !price.currency.isEmpty()) {
            prices.append(price.minor);
            if (facets.priceCurrency.isEmpty())
                facets.priceCurrency = price.currency;
        }
    }
    for (const auto &[path, count] : categories)
        facets.categories.append({path, path.section(u'/', -1), count});
    for (const auto &[code, count] : brands)
        facets.brands.append({code, brandLabel(code), count});
    std::sort(facets.brands.begin(), facets.brands.end(), [](const FacetCount &a, const FacetCount &b) {
        return a.count != b.count ? a.count > b.count : a.label < b.label;
    });
    if (!prices.isEmpty()) {
        const auto [low, high] = std::minmax_element(prices.cbegin(), prices.cend());
        facets.priceMinMinor = *low;
        facets.priceMaxMinor = *high;
        facets.priceHistogram = QVector<qint64>(*low == *high ? 1 : 24);
        const double width = std::log1p(double(*high)) - std::log1p(double(*low));
        const auto last = int(facets.priceHistogram.size()) - 1;
        for (const qint64 price : std::as_const(prices)) {
            const double share =
                width > 0 ? (std::log1p(double(price)) - std::log1p(double(*low))) / width : 0;
            ++facets.priceHistogram[std::clamp(int(share * (last + 1)), 0, last)];
        }
    }
    return facets;
}

} // namespace vitrine::test
