#include "catalog/support/memory_catalog.h"

#include "catalog/product_edit.h"
#include "catalog/product_rules.h"

#include <algorithm>
#include <map>

namespace vitrine::test {

using namespace catalog;

namespace {

Error missing(const ProductKey &key)
{
    return {ErrorCode::NotFound,
            QStringLiteral("there is no product \"%1\"").arg(key.toString()),
            QStringLiteral("key"),
            {}};
}

template <typename F>
void forEachValue(const Product &product, F &&f)
{
    for (const AttributeValue &value : product.attributes)
        f(value);
    for (const Variant &variant : product.variants) {
        for (const AttributeValue &value : variant.attributes)
            f(value);
    }
}

} // namespace

void MemoryCatalog::failWrites(std::optional<Error> error)
{
    std::lock_guard lock(m_mutex);
    m_writeError = std::move(error);
}

Result<Card> MemoryCatalog::card(const ProductKey &key)
{
    return card(key, {});
}

Result<Card> MemoryCatalog::card(const ProductKey &key, const Scope &scope)
{
    return product(key).map([&](const Product &found) {
        return Card{assembleCard(found, scope), found.version};
    });
}

Result<Product> MemoryCatalog::product(const ProductKey &key)
{
    std::lock_guard lock(m_mutex);
    const auto place = m_byKey.constFind(key.toString());
    if (place == m_byKey.constEnd())
        return missing(key);
    return m_products[*place].product;
}

QVector<Attribute> MemoryCatalog::attributeList() const
{
    std::map<QString, Attribute> byCode;
    for (auto hint = m_hints.cbegin(); hint != m_hints.cend(); ++hint)
        byCode[hint.key()] = {hint->code, hint->label, ValueType::Text, hint->unit, 0};
    for (const Stored &stored : m_products) {
        forEachValue(stored.product, [&](const AttributeValue &value) {
            Attribute &attribute = byCode[value.code];
            attribute.code = value.code;
            attribute.type = typeOf(value.value);
            ++attribute.valueCount;
        });
    }
    QVector<Attribute> attributes;
    for (auto &[code, attribute] : byCode) {
        if (attribute.label.isEmpty())
            attribute.label = QString(code).replace(u'_', u' ').simplified();
        attributes.append(attribute);
    }
    return attributes;
}

Result<QVector<Attribute>> MemoryCatalog::attributes()
{
    std::lock_guard lock(m_mutex);
    return attributeList();
}

Status MemoryCatalog::forEach(const std::function<bool(const Product &)> &visit)
{
    QVector<Stored> snapshot;
    {
        std::lock_guard lock(m_mutex);
        snapshot = m_products;
    }
    for (const Stored &stored : std::as_const(snapshot)) {
        if (!visit(stored.product))
            return Error{ErrorCode::Cancelled, QStringLiteral("the reading was stopped"), {}, {}};
    }
    return Done{};
}

std::optional<Error> MemoryCatalog::wrongType(const Product &product) const
{
    QHash<QString, ValueType> types;
    for (const Attribute &attribute : attributeList()) {
        if (attribute.valueCount > 0)
            types.insert(attribute.code, attribute.type);
    }
    std::optional<Error> error;
    forEachValue(product, [&](const AttributeValue &value) {
        const ValueType expected = types.value(value.code, typeOf(value.value));
        types.insert(value.code, expected);
        if (expected != typeOf(value.value))
            error = Error{ErrorCode::InvalidArgument,
                          QStringLiteral("\"%1\" is a %2 attribute").arg(value.code, valueTypeName(expected)),
                          value.code,
                          {}};
    });
    return error;
}

Result<Removal> MemoryCatalog::remove(const ProductKey &key, std::optional<quint32> expected, const ChangeNote &)
{
    std::lock_guard one(m_replaceMutex);
    const auto known = this->product(key);
    if (!known)
        return known.error();
    if (expected && *expected != known->version)
        return Error{ErrorCode::PreconditionFailed, QStringLiteral("the product is at another version"), {}, {}};
    std::lock_guard lock(m_mutex);
    m_products.removeAt(m_byKey.value(key.toString()));
    m_byKey.clear();
    for (qsizetype i = 0; i < m_products.size(); ++i)
        m_byKey.insert(m_products[i].product.key.toString(), i);
    return Removal{0, known->version + 1};
}

Result<ProductOutcome> MemoryCatalog::replace(const Product &product, quint32 expected, const ChangeNote &)
{
    std::lock_guard one(m_replaceMutex);
    const auto known = this->product(product.key);
    if ((known ? known->version : 0) != expected)
        return Error{ErrorCode::PreconditionFailed, QStringLiteral("the product is at another version"), {}, {}};
    const auto outcomes = upsert({product});
    if (!outcomes)
        return outcomes.error();
    if (outcomes->first().outcome == Outcome::Rejected)
        return outcomes->first().error;
    return outcomes->first();
}

Result<QVector<ProductOutcome>> MemoryCatalog::upsert(const QVector<Product> &products)
{
    std::lock_guard lock(m_mutex);
    if (m_writeError)
        return *m_writeError;
    QVector<ProductOutcome> outcomes;
    for (const Product &given : products) {
        Product product = normalised(given);
        auto error = brokenRule(product);
        const auto place = m_byKey.constFind(product.key.toString());
        const bool isKnown = place != m_byKey.constEnd();
        if (!error && isKnown && fingerprint(product) == fingerprint(m_products[*place].product)) {
            outcomes.append({Outcome::Unchanged, {}, m_products[*place].product.version});
            continue;
        }
        if (!error)
            error = wrongType(product);
        if (error) {
            outcomes.append({Outcome::Rejected, *error, 0});
            continue;
        }
        product.version = isKnown ? m_products[*place].product.version + 1 : 1;
        outcomes.append({isKnown ? Outcome::Updated : Outcome::Created, {}, product.version});
        if (isKnown) {
            m_products[*place] = {product, ++m_changes};
        } else {
            m_byKey.insert(product.key.toString(), m_products.size());
            m_products.append({product, ++m_changes});
        }
    }
    return outcomes;
}

Result<EditReceipt> MemoryCatalog::edit(const Edit &edit)
{
    std::lock_guard lock(m_mutex);
    if (m_writeError)
        return *m_writeError;
    const auto place = m_byKey.constFind(edit.key.toString());
    if (place == m_byKey.constEnd())
        return missing(edit.key);
    Stored &stored = m_products[*place];
    if (edit.expectedVersion && *edit.expectedVersion != stored.product.version)
        return Error{ErrorCode::PreconditionFailed,
                     QStringLiteral("the product has been changed meanwhile"),
                     QStringLiteral("version"),
                     {}};
    Product product = stored.product;
    const auto previous = applyEdit(product, edit);
    if (!previous)
        return previous.error();
    if (auto error = wrongType(product))
        return *error;
    if (fingerprint(product) != fingerprint(stored.product)) {
        ++product.version;
        stored = {product, ++m_changes};
    }
    return EditReceipt{*previous, product.version};
}

Status MemoryCatalog::describe(const QVector<AttributeHint> &hints)
{
    std::lock_guard lock(m_mutex);
    if (m_writeError)
        return *m_writeError;
    for (const AttributeHint &hint : hints) {
        if (hint.option.isEmpty())
            m_hints.insert(hint.code, hint);
        else if (hint.code == u"brand")
            m_brandLabels.insert(hint.option, hint.label);
    }
    return Done{};
}

QString MemoryCatalog::brandLabel(const QString &code) const
{
    return m_brandLabels.value(code, code);
}

qint64 MemoryCatalog::productCount() const
{
    std::lock_guard lock(m_mutex);
    return m_products.size();
}

} // namespace vitrine::test
