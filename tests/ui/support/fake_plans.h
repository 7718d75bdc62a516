#pragma once

#include "tests/ui/support/ready_reply.h"
#include "ui/bridge/plan_session.h"

#include <QJsonArray>
#include <QStringList>

#include <optional>

namespace vitrine::test {

/// A card of six statements in two waves, instead of a join of 107 tables that this database refuses.
class FakePlans : public ui::PlanSession
{
public:
    Reply<QJsonObject> explain(const ProductKey &key, const CancelToken &) override
    {
        explained.append(key.toString());
        if (failure)
            return readyReply<QJsonObject>(*failure);
        if (key.toString() == u"nobody")
            return readyReply<QJsonObject>(Error{ErrorCode::NotFound, QStringLiteral("there is no product"), {}, {}});
        return readyReply<QJsonObject>(document());
    }
    Reply<qint64> tryJoin(const ProductKey &key, const CancelToken &) override
    {
        joined.append(key.toString());
        return readyReply<qint64>(joinAnswer);
    }

    static QJsonObject document()
    {
        const char *tables[] = {"catalog_product_entity", "catalog_product_entity_int", "catalog_product_entity_varchar",
                                "catalog_product_entity_decimal", "cataloginventory_stock_item",
                                "catalog_category_product"};
        QJsonArray fetches;
        for (int n = 0; n < 6; ++n) {
            const QString table = QString::fromLatin1(tables[n]);
            fetches.append(QJsonObject{{QStringLiteral("tables"), n == 4 ? QJsonArray{table, QStringLiteral("cataloginventory_stock_status")}
                                                                          : QJsonArray{table}},
                                       {QStringLiteral("parts"), QJsonArray{table}},
                                       {QStringLiteral("wave"), n == 0 ? 0 : 1},
                                       {QStringLiteral("connection"), 0},
                                       {QStringLiteral("ids"), 1},
                                       {QStringLiteral("rows"), n * 7 + 1},
                                       {QStringLiteral("startUs"), n == 0 ? 0 : 120 + n * 90},
                                       {QStringLiteral("lengthUs"), n == 0 ? 110 : 80 + n * 10},
                                       {QStringLiteral("estimatedUs"), 90},
                                       {QStringLiteral("sql"), QStringLiteral("SELECT entity_id, value FROM %1 WHERE entity_id IN (?)").arg(table)}});
        }
        return {{QStringLiteral("description"), QStringLiteral("magento")},
                {QStringLiteral("database"), QStringLiteral("MariaDB 10.11.14")},
                {QStringLiteral("way"), QStringLiteral("batch")},
                {QStringLiteral("connections"), 1},
                {QStringLiteral("waves"), 2},
                {QStringLiteral("totalUs"), 700},
                {QStringLiteral("fetches"), fetches},
                {QStringLiteral("replaces"),
                 QJsonObject{{QStringLiteral("tables"), 107},
                             {QStringLiteral("limit"), 61},
                             {QStringLiteral("limits"), QJsonObject{{QStringLiteral("mysql"), 61}, {QStringLiteral("sqlite"), 64}}},
                             {QStringLiteral("sql"), QStringLiteral("SELECT e.entity_id FROM catalog_product_entity e LEFT JOIN catalog_product_entity_int a1 ON a1.entity_id = e.entity_id WHERE e.sku = 'A-1'")}}}};
    }

    QStringList explained, joined;
    std::optional<Error> failure;
    Result<qint64> joinAnswer{Error{ErrorCode::Io, QStringLiteral("Too many tables; MariaDB can only use 61 tables in a join (1116)"), {}, {}}};
};

} // namespace vitrine::test
