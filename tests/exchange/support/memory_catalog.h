#pragma once

#include "catalog/catalog.h"

#include <QCryptographicHash>
#include <QMap>

#include <algorithm>
#include <optional>

namespace vitrine::test {

/// The catalog's ports over a map: real rules (versions, unchanged, one type an attribute), no disk. One
/// thread.
class MemoryCatalog final : public catalog::CardReader,
                            public catalog::ProductReader,
                            public catalog::ProductWriter,
                            public catalog::ProductSearch
{
public:
    catalog::Catalog ports() { return {*this, *this, *this, *this}; }

    QMap<QString, catalog::Product> stored;
    QMap<QString, catalog::Attribute> schema;
    QStringList order; ///< keys as they joined
    int upserts = 0;
    std::optional<Error> failure; ///< answers every write from now on
    int overloadedTimes = 0;      ///< so many writes are turned away first
    bool keepProducts = true;     ///< false: only counts, for tests of memory and speed
    qint64 seen = 0;

    Result<catalog::Card> card(const ProductKey &key) override { return card(key, {}); }
    Result<catalog::Card> card(const ProductKey &key, const catalog::Scope &) override
    {
        auto found = product(key);
        if (!found)
            return found.error();
        return catalog::Card{found->name.toUtf8(), found->version};
    }

    Result<catalog::Product> product(const ProductKey &key) override
    {
        const auto found = stored.constFind(key.toString());
        if (found == stored.constEnd())
            return Error{ErrorCode::NotFound, QStringLiteral("no such product"), key.toString(), {}};
        return *found;
    }
    Result<QVector<catalog::Attribute>> attributes() override { return schema.values().toVector(); }
    Status forEach(const std::function<bool(const catalog::Product &)> &visit) override
    {
        for (const QString &key : std::as_const(order)) {
            if (!visit(stored[key]))
                return Error{ErrorCode::Cancelled, QStringLiteral("stopped"), {}, {}};
        }
        return Done{};
    }

    Result<QVector<catalog::ProductOutcome>> upsert(const QVector<catalog::Product> &products) override
    {
        if (overloadedTimes > 0) {
            --overloadedTimes;
            return Error{ErrorCode::Overloaded, QStringLiteral("the queue is full"), {}, {}};
        }
        if (failure)
            return *failure;
        ++upserts;
        QVector<catalog::ProductOutcome> outcomes;
        for (const catalog::Product &product : products)
            outcomes.append(put(product));
        return outcomes;
    }
    Result<catalog::ProductOutcome> replace(const catalog::Product &, quint32, const catalog::ChangeNote &) override
    {
        return Error{ErrorCode::Internal, QStringLiteral("not in this twin"), {}, {}};
    }
    Result<catalog::Removal> remove(const ProductKey &, std::optional<quint32>, const catalog::ChangeNote &) override
    {
        return Error{ErrorCode::Internal, QStringLiteral("not in this twin"), {}, {}};
    }
    Result<catalog::EditReceipt> edit(const catalog::Edit &) override
    {
        return Error{ErrorCode::InvalidArgument, QStringLiteral("not in this twin"), {}, {}};
    }
    Status describe(const QVector<catalog::AttributeHint> &hints) override
    {
        for (const catalog::AttributeHint &hint : hints) {
            if (hint.option.isEmpty())
                units[hint.code] = hint.unit;
            labels[hint.option.isEmpty() ? hint.code : hint.code + u'/' + hint.option] = hint.label;
        }
        return Done{};
    }
    QMap<QString, QString> units;
    QMap<QString, QString> labels; ///< of attributes, and of options by "code/option"

    Result<catalog::ResultSet> find(const catalog::Query &, const CancelToken &) override
    {
        return catalog::ResultSet();
    }
    Result<QVector<catalog::Row>> rows(const catalog::ResultSet &, qint64, qint64) override
    {
        return QVector<catalog::Row>();
    }
    Result<catalog::Facets> facets(const catalog::Query &, const CancelToken &) override
    {
        return catalog::Facets();
    }
    qint64 productCount() const override { return stored.size(); }

private:
    catalog::ProductOutcome put(catalog::Product product)
    {
        ++seen;
        if (!keepProducts)
            return {catalog::Outcome::Created, {}, 1};
        if (auto wrong = learnTypes(product.attributes))
            return {catalog::Outcome::Rejected, *wrong, 0};
        for (const catalog::Variant &variant : std::as_const(product.variants)) {
            if (auto wrong = learnTypes(variant.attributes))
                return {catalog::Outcome::Rejected, *wrong, 0};
        }
        const QString key = product.key.toString();
        const auto before = stored.constFind(key);
        const bool isNew = before == stored.constEnd();
        product.version = isNew ? 1 : before->version;
        if (!isNew && *before == product)
            return {catalog::Outcome::Unchanged, {}, product.version};
        if (isNew)
            order.append(key);
        else
            ++product.version;
        stored.insert(key, product);
        return {isNew ? catalog::Outcome::Created : catalog::Outcome::Updated, {}, product.version};
    }

    std::optional<Error> learnTypes(const QVector<catalog::AttributeValue> &values)
    {
        for (const catalog::AttributeValue &value : values) {
            catalog::Attribute &attribute = schema[value.code];
            if (attribute.code.isEmpty())
                attribute = {value.code, value.code, catalog::typeOf(value.value), units.value(value.code), 0};
            if (attribute.type != catalog::typeOf(value.value))
                return Error{ErrorCode::InvalidArgument, QStringLiteral("has another type"), value.code, {}};
            ++attribute.valueCount;
        }
        return std::nullopt;
    }
};

/// Stores nothing: a picture's id is made of what it is made of, as the real store does it.
inline catalog::ImageRef pictureOf(const QByteArray &bytes)
{
    const QByteArray hash = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
    return {ImageId(QString::fromLatin1(hash.left(32))), 10, 10};
}

} // namespace vitrine::test
