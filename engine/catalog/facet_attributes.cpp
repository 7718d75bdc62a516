#include "catalog/facet_attributes.h"

#include "catalog/scope_fallback.h"

#include <algorithm>
#include <tuple>

namespace vitrine::catalog {

namespace {

constexpr quint16 Several = 0xffff;
constexpr quint32 DenseShare = 16; // an attribute that more than one in so many products have has a column

/// Calls f(attribute number, begin, end) for each attribute of two lists.
template <typename F>
void eachAttribute(const std::vector<IndexValue> &before, const std::vector<IndexValue> &after, F &&f)
{
    auto a = before.begin(), b = after.begin();
    while (a != before.end() || b != after.end()) {
        const quint32 number = std::min(a == before.end() ? b->attribute : a->attribute,
                                        b == after.end() ? a->attribute : b->attribute);
        const auto isAnother = [number](const IndexValue &value) { return value.attribute != number; };
        const auto aEnd = std::find_if(a, before.end(), isAnother);
        const auto bEnd = std::find_if(b, after.end(), isAnother);
        if (!std::equal(a, aEnd, b, bEnd))
            f(a, aEnd, b, bEnd);
        a = aEnd;
        b = bEnd;
    }
}

std::vector<double> keysOf(std::vector<IndexValue>::const_iterator begin, std::vector<IndexValue>::const_iterator end)
{
    std::vector<double> keys;
    for (; begin != end; ++begin) {
        if (begin->type != ValueType::Text || begin->key != IndexValue::LongText)
            keys.push_back(begin->key);
    }
    return keys;
}

} // namespace

IndexValue textValue(quint32 attribute, const QString &text)
{
    if (text.size() > LongestIndexedText)
        return {attribute, ValueType::Text, IndexValue::LongText};
    return {attribute, ValueType::Text, textKey(text), text};
}

void sortValues(std::vector<IndexValue> &values)
{
    std::sort(values.begin(), values.end(), [](const IndexValue &a, const IndexValue &b) {
        return std::tie(a.attribute, a.key) < std::tie(b.attribute, b.key);
    });
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

std::vector<IndexValue> indexValues(const Product &product, const std::function<quint32(const QString &)> &number,
                                    const std::function<quint32(quint32, const QString &)> &option)
{
    std::vector<IndexValue> all;
    const auto add = [&](const QVector<AttributeValue> &values) {
        for (const AttributeValue &value : resolve(values, {})) {
            const quint32 attribute = number(value.code);
            const ValueType type = typeOf(value.value);
            switch (type) {
            case ValueType::Text:
                all.push_back(textValue(attribute, std::get<QString>(value.value)));
                break;
            case ValueType::Number:
                all.push_back({attribute, type, std::get<double>(value.value)});
                break;
            case ValueType::Boolean:
                all.push_back({attribute, type, double(std::get<bool>(value.value))});
                break;
            case ValueType::Date:
                all.push_back({attribute, type, double(std::get<QDate>(value.value).toJulianDay())});
                break;
            case ValueType::Option:
                all.push_back(
                    {attribute, type, double(option(attribute, std::get<OptionCode>(value.value).toString()))});
                break;
            }
        }
    };
    add(product.attributes);
    for (const Variant &variant : product.variants)
        add(variant.attributes);
    sortValues(all);
    return all;
}

FacetAttributes::Attribute &FacetAttributes::need(quint32 number, ValueType type)
{
    if (m_attributes.size() <= number)
        m_attributes.resize(size_t(number) + 1);
    std::unique_ptr<Attribute> &attribute = m_attributes[number];
    // An attribute without values takes any type.
    if (!attribute || (attribute->type != type && attribute->isEmpty())) {
        attribute = std::make_unique<Attribute>();
        attribute->type = type;
        attribute->isRun = type == ValueType::Number || type == ValueType::Date;
    }
    return *attribute;
}

const FacetAttributes::Attribute *FacetAttributes::find(quint32 number) const
{
    return number < m_attributes.size() ? m_attributes[number].get() : nullptr;
}

void FacetAttributes::toRun(Attribute &attribute)
{
    for (const auto &[key, products] : attribute.values) {
        for (const quint32 id : products) {
            // One key at a time: a product may have several of these values.
            const std::vector<double> before = attribute.run.keysOf(id);
            std::vector<double> after = before;
            after.insert(std::lower_bound(after.begin(), after.end(), key), key);
            attribute.run.replace(id, before, after);
        }
    }
    attribute.values.clear();
    attribute.texts.clear();
    attribute.products = attribute.several = Roaring();
    attribute.column = {};
    attribute.valueOrder = {};
    attribute.isRun = true;
}

void FacetAttributes::keepColumn(Attribute &attribute, quint32 id, const std::vector<double> &keys)
{
    if (attribute.column.empty()) {
        // Looked at now and then: counting costs as much as what is counted.
        constexpr quint32 Interval = 1'024;
        if (id % Interval == 0 && attribute.products.cardinality() > id / DenseShare)
            makeColumn(attribute);
        return;
    }
    if (attribute.column.size() <= id)
        attribute.column.resize(std::max(size_t(id) + 1, attribute.column.size() * 3 / 2));
    attribute.several.remove(id);
    if (keys.empty()) {
        attribute.column[id] = 0;
    } else if (keys.size() > 1) {
        attribute.column[id] = Several;
        attribute.several.add(id);
    } else {
        auto place = std::find(attribute.valueOrder.begin(), attribute.valueOrder.end(), keys[0]);
        if (place == attribute.valueOrder.end()) {
            if (attribute.valueOrder.size() + 1 >= Several) // values that came and went
                return makeColumn(attribute);
            place = attribute.valueOrder.insert(place, keys[0]);
        }
        attribute.column[id] = quint16(1 + (place - attribute.valueOrder.begin()));
    }
}

void FacetAttributes::makeColumn(Attribute &attribute)
{
    attribute.column.assign(attribute.products.isEmpty() ? 1 : size_t(attribute.products.maximum()) + 1, 0);
    attribute.valueOrder.clear();
    attribute.several = Roaring();
    for (const auto &[key, products] : attribute.values) {
        if (products.isEmpty())
            continue;
        attribute.valueOrder.push_back(key);
        for (const quint32 id : products) {
            quint16 &place = attribute.column[id];
            if (place != 0)
                attribute.several.add(id);
            place = place != 0 ? Several : quint16(attribute.valueOrder.size());
        }
    }
}

std::vector<qint64> FacetAttributes::counts(quint32 number, const FacetSelection &of) const
{
    std::vector<qint64> counts;
    const Attribute *attribute = find(number);
    if (!attribute)
        return counts;
    if (attribute->column.empty()) {
        for (const auto &[key, products] : attribute->values) {
            qint64 count = 0;
            eachId(products, [&count, &mask = of.mask()](quint32 id) { count += mask.has(id); });
            counts.push_back(count);
        }
        return counts;
    }
    std::vector<qint64> byPlace(attribute->valueOrder.size() + 1);
    const Roaring counted = of.smaller() & attribute->products;
    eachId(counted, [&](quint32 id) {
        if (const quint16 place = attribute->column[id]; place != Several)
            ++byPlace[place];
    });
    const Roaring several = attribute->several & counted;
    std::map<double, qint64> ofKey;
    for (size_t i = 0; i < attribute->valueOrder.size(); ++i)
        ofKey[attribute->valueOrder[i]] = byPlace[i + 1];
    for (const auto &[key, products] : attribute->values) {
        const auto alone = ofKey.find(key);
        const qint64 found = (alone == ofKey.end() ? 0 : alone->second) + (several.isEmpty() ? 0 : qint64(products.and_cardinality(several)));
        counts.push_back(of.count(qint64(products.cardinality()), found));
    }
    return counts;
}

void FacetAttributes::replace(Attribute &attribute, quint32 id, Values before, Values beforeEnd, Values after,
                              Values afterEnd)
{
    if (attribute.type == ValueType::Text) {
        const auto isLong = [](const IndexValue &value) { return value.key == IndexValue::LongText; };
        if (std::any_of(after, afterEnd, isLong))
            attribute.longTexts.add(id);
        else
            attribute.longTexts.remove(id);
    }
    const std::vector<double> had = keysOf(before, beforeEnd), has = keysOf(after, afterEnd);
    if (attribute.isRun)
        return attribute.run.replace(id, had, has);
    for (const double key : had) {
        if (const auto value = attribute.values.find(key); value != attribute.values.end())
            value->second.remove(id);
    }
    for (auto value = after; value != afterEnd; ++value) {
        if (value->type == ValueType::Text && value->key == IndexValue::LongText)
            continue;
        attribute.values[value->key].add(id);
        if (value->type == ValueType::Text)
            attribute.texts[value->key] = value->text;
    }
    if (has.empty())
        attribute.products.remove(id);
    else
        attribute.products.add(id);
    keepColumn(attribute, id, has);
    if (attribute.values.size() <= MostValues)
        return;
    std::erase_if(attribute.values, [](const auto &value) { return value.second.isEmpty(); });
    if (attribute.values.size() > MostValues)
        toRun(attribute);
}

void FacetAttributes::replace(quint32 id, const std::vector<IndexValue> &before, const std::vector<IndexValue> &after)
{
    eachAttribute(before, after, [&](Values had, Values hadEnd, Values has, Values hasEnd) {
        // A value of another type than the attribute's first ones is none that its filters could mean.
        const auto change = [&](const IndexValue &any, Values from, Values fromEnd, Values to, Values toEnd) {
            if (Attribute &attribute = need(any.attribute, any.type); attribute.type == any.type)
                replace(attribute, id, from, fromEnd, to, toEnd);
        };
        if (has != hasEnd && had != hadEnd && has->type != had->type) {
            change(*had, had, hadEnd, hadEnd, hadEnd);
            change(*has, hasEnd, hasEnd, has, hasEnd);
        } else {
            change(has != hasEnd ? *has : *had, had, hadEnd, has, hasEnd);
        }
    });
}

void FacetAttributes::addValues(quint32 id, quint32 number, std::vector<IndexValue> &values) const
{
    const Attribute *attribute = find(number);
    if (!attribute)
        return;
    if (attribute->longTexts.contains(id))
        values.push_back({number, attribute->type, IndexValue::LongText});
    for (const double key : attribute->run.keysOf(id))
        values.push_back({number, attribute->type, key});
    if (!attribute->products.contains(id))
        return;
    const auto add = [&](double key) {
        values.push_back({number, attribute->type, key, attribute->type == ValueType::Text ? attribute->texts.at(key) : QString()});
    };
    if (!attribute->column.empty() && attribute->column[id] != Several)
        return add(attribute->valueOrder[attribute->column[id] - 1u]);
    for (const auto &[key, products] : attribute->values) {
        if (products.contains(id))
            add(key);
    }
}

std::vector<IndexValue> FacetAttributes::valuesOf(quint32 id) const
{
    std::vector<IndexValue> all;
    for (quint32 number = 0; number < m_attributes.size(); ++number)
        addValues(id, number, all);
    sortValues(all);
    return all;
}

std::vector<IndexValue> FacetAttributes::valuesOf(quint32 id, quint32 attribute) const
{
    std::vector<IndexValue> values;
    addValues(id, attribute, values);
    sortValues(values);
    return values;
}

Roaring FacetAttributes::select(const AttributeTest &test) const
{
    const Attribute *attribute = find(test.attribute);
    if (!attribute)
        return {};
    switch (test.kind) {
    case AttributeFilter::Kind::Present:
        return (attribute->isRun ? attribute->run.products() : attribute->products) | attribute->longTexts;
    case AttributeFilter::Kind::Range:
        return attribute->run.between(test.from, test.to, test.isOpen);
    case AttributeFilter::Kind::AnyOf:
        break;
    }
    Roaring any;
    for (const double key : test.keys) {
        if (attribute->isRun)
            any |= attribute->run.between(key, key);
        else if (const auto value = attribute->values.find(key); value != attribute->values.end())
            any |= value->second;
    }
    return any;
}

bool FacetAttributes::isCounted(quint32 number) const
{
    const Attribute *attribute = find(number);
    return !attribute || !attribute->isRun || attribute->type == ValueType::Number ||
           attribute->type == ValueType::Date;
}

const FacetRun *FacetAttributes::run(quint32 number) const
{
    const Attribute *attribute = find(number);
    return attribute && attribute->isRun ? &attribute->run : nullptr;
}

std::vector<FacetAttributes::Value> FacetAttributes::values(quint32 number) const
{
    std::vector<Value> all;
    if (const Attribute *attribute = find(number)) {
        for (const auto &[key, products] : attribute->values)
            all.push_back({key, attribute->type == ValueType::Text ? attribute->texts.at(key) : QString(), &products});
    }
    return all;
}

} // namespace vitrine::catalog
