#pragma once

#include "catalog/catalog.h"
#include "catalog/focal_point.h"

#include <QMutex>
#include <QWaitCondition>

#include <atomic>

namespace vitrine::test {

/// The catalog's ports over a few products in memory; search knows words in names and nothing else. Remembers
/// the last query; can be made to fail or to wait. Thread-safe.
class TwinCatalog final : public catalog::CardReader,
                          public catalog::ProductReader,
                          public catalog::ProductWriter,
                          public catalog::ProductSearch
{
public:
    void add(const QString &key, const QString &name, const QByteArray &card, const ImageId &image = {})
    {
        m_rows += catalog::Row{ProductId(m_rows.size()),
                               ProductKey(key),
                               name,
                               QStringLiteral("Acme"),
                               QStringLiteral("Men/Tops"),
                               {{}, QStringLiteral("SGD"), 1990},
                               3,
                               {image, 800, 600},
                               1};
        m_cards.insert(key, card);
    }
    catalog::Catalog ports() { return {*this, *this, *this, *this, nullptr, nullptr, &focalPoints}; }
    catalog::FocalPoints focalPoints;

    /// As one whose cards come over a network, but for those that are in memory.
    bool waits = false;
    QStringList inMemory;
    bool mayWait() const override { return waits; }
    std::optional<catalog::Card> kept(const ProductKey &key) override
    {
        return inMemory.contains(key.toString()) ? std::optional(catalog::Card{m_cards.value(key.toString()), 1}) : std::nullopt;
    }

    Result<catalog::Card> card(const ProductKey &key) override
    {
        ++cardReads;
        if (failure)
            return *failure;
        const auto found = m_cards.constFind(key.toString());
        if (found == m_cards.constEnd()) {
            return Error{ErrorCode::NotFound,
                         QStringLiteral("there is no product '%1'").arg(key.toString()),
                         QStringLiteral("key"),
                         {}};
        }
        return catalog::Card{*found, 1};
    }
    Result<catalog::Card> card(const ProductKey &key, const catalog::Scope &scope) override
    {
        auto plain = card(key);
        if (!plain)
            return plain;
        plain->json = "{\"key\":\"" + key.toString().toUtf8() + "\",\"name\":\"" + scope.channel.toUtf8() +
                      '/' + scope.locale.toUtf8() + "\"}";
        return plain;
    }

    Result<catalog::Product> product(const ProductKey &) override { return unused(); }
    Result<QVector<catalog::Attribute>> attributes() override { return unused(); }
    Status forEach(const std::function<bool(const catalog::Product &)> &) override { return unused(); }
    Result<QVector<catalog::ProductOutcome>> upsert(const QVector<catalog::Product> &) override
    {
        return unused();
    }
    Result<catalog::ProductOutcome> replace(const catalog::Product &, quint32, const catalog::ChangeNote &) override
    {
        return Error{ErrorCode::Internal, QStringLiteral("not in this twin"), {}, {}};
    }
    Result<catalog::Removal> remove(const ProductKey &, std::optional<quint32>, const catalog::ChangeNote &) override
    {
        return Error{ErrorCode::Internal, QStringLiteral("not in this twin"), {}, {}};
    }
    Result<catalog::EditReceipt> edit(const catalog::Edit &) override { return unused(); }
    Status describe(const QVector<catalog::AttributeHint> &) override { return unused(); }

    Result<catalog::ResultSet> find(const catalog::Query &query, const CancelToken &) override
    {
        QMutexLocker lock(&m_mutex);
        lastQuery = query;
        while (held)
            m_released.wait(&m_mutex);
        if (failure)
            return *failure;
        for (const catalog::AttributeFilter &filter : query.attributes) {
            if (filter.code != u"weight")
                return unknown(filter.code, QStringLiteral("filter"));
        }
        if (query.sort == catalog::SortBy::Attribute && query.sortAttribute != u"weight")
            return unknown(query.sortAttribute, QStringLiteral("sort"));
        auto order = std::make_shared<Order>();
        for (const catalog::Row &row : m_rows) {
            if (row.name.contains(query.text, Qt::CaseInsensitive))
                order->ids += row.id;
        }
        return catalog::ResultSet(order);
    }
    Result<QVector<catalog::Row>> rows(const catalog::ResultSet &set, qint64 first, qint64 count) override
    {
        QVector<catalog::Row> rows;
        for (qint64 row = first; row < std::min(set.size(), first + count); ++row)
            rows += m_rows[qsizetype(toNumber(set.at(row)))];
        return rows;
    }
    Result<catalog::Facets> facets(const catalog::Query &query, const CancelToken &) override
    {
        catalog::Facets facets;
        for (const QString &name : query.facets.value_or(QStringList())) {
            if (name == u"category" || name == u"brand" || name == u"price")
                continue;
            if (name == u"weight")
                facets.attributes += {name, name, QStringLiteral("g"), catalog::ValueType::Number, {}, {{0, 2.5, 1}, {2.5, 5, 2}}};
            else if (name == u"washable")
                facets.attributes += {name, name, {}, catalog::ValueType::Boolean, {{name, name, 7}}, {}};
            else
                return unknown(name, QStringLiteral("facets"));
        }
        facets.brands = {{QStringLiteral("acme"), QStringLiteral("Acme"), 2}};
        facets.categories = {{QStringLiteral("Men/Tops"), QStringLiteral("Tops"), 2}};
        facets.priceMinMinor = 100;
        facets.priceMaxMinor = 10'000;
        facets.priceCurrency = QStringLiteral("SGD");
        facets.priceHistogram = {1, 2};
        return facets;
    }
    qint64 productCount() const override { return m_rows.size(); }

    void hold()
    {
        QMutexLocker lock(&m_mutex);
        held = true;
    }
    void release()
    {
        QMutexLocker lock(&m_mutex);
        held = false;
        m_released.wakeAll();
    }

    std::optional<Error> failure; ///< what every read answers; set before the requests
    catalog::Query lastQuery;
    std::atomic<int> cardReads{0};
    bool held = false;

private:
    struct Order final : catalog::ResultSet::Order
    {
        QVector<ProductId> ids;
        qint64 size() const override { return ids.size(); }
        ProductId at(qint64 row) const override { return ids[row]; }
    };
    static Error unknown(const QString &code, const QString &where)
    {
        return {ErrorCode::InvalidArgument, QStringLiteral("there is no attribute '%1'").arg(code), where, {}};
    }
    static Error unused()
    {
        return {ErrorCode::Internal, QStringLiteral("the origin never asks this"), {}, {}};
    }

    QMutex m_mutex;
    QWaitCondition m_released;
    QVector<catalog::Row> m_rows;
    QHash<QString, QByteArray> m_cards;
};

} // namespace vitrine::test
