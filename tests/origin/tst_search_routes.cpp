#include "origin/support/origin_fixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace vitrine;
using test::OriginFixture;

namespace {

QJsonObject json(const origin::Response &response)
{
    return QJsonDocument::fromJson(response.body).object();
}

} // namespace

/// GET /v1/search: attributes in facets, filters and orders, and pages by cursor.
class TestSearchRoutes : public QObject
{
    Q_OBJECT

private slots:
    void countsAttributes()
    {
        OriginFixture fixture;
        const QJsonObject facets = json(fixture.ask("/v1/search?facets=washable,brand,weight"))["facets"].toObject();
        QCOMPARE(facets["washable"][0]["count"].toInt(), 7);
        QCOMPARE(facets["brand"][0]["count"].toInt(), 2);
        QCOMPARE(facets["weight"][1]["value"].toString(), QStringLiteral("2.5..<5"));
        QCOMPARE(facets["weight"][1]["label"].toString(), QStringLiteral("g"));
        // What a facet offers is what the filter takes.
        QCOMPARE(fixture.ask("/v1/search?filter=weight:2.5..%3C5&sort=-weight").status, 200);
        const catalog::Query &query = fixture.catalog.lastQuery;
        QCOMPARE(query.attributes.value(0).to, QStringLiteral("5"));
        QVERIFY(query.attributes.value(0).isOpen);
        QVERIFY(query.sort == catalog::SortBy::Attribute && query.descending);
    }

    void goesOnByCursor()
    {
        OriginFixture fixture;
        QStringList keys;
        QByteArray cursor;
        do {
            const QJsonObject page = json(fixture.ask("/v1/search?limit=1&cursor=" + cursor));
            for (const QJsonValue &hit : page["hits"].toArray())
                keys += hit["key"].toString();
            cursor = page["next"].toString().toLatin1();
        } while (!cursor.isEmpty() && keys.size() < 9);
        const QJsonArray all = json(fixture.ask("/v1/search"))["hits"].toArray();
        QCOMPARE(keys.size(), all.size());
        for (qsizetype i = 0; i < keys.size(); ++i)
            QCOMPARE(keys[i], all[i]["key"].toString());
        QVERIFY(!json(fixture.ask("/v1/search"))["next"].isString());

        const QByteArray of = json(fixture.ask("/v1/search?limit=1"))["next"].toString().toLatin1();
        QVERIFY(!of.isEmpty());
        for (const QByteArray &wrong : {QByteArray("cursor=nonsense!"), QByteArray("cursor=AAAA"), "q=red&cursor=" + of,
                                        "sort=-key&cursor=" + of, "filter=weight:1&cursor=" + of, "cursor=" + of.chopped(2),
                                        "offset=1&cursor=" + of}) {
            const auto refused = fixture.ask("/v1/search?" + wrong);
            QVERIFY2(refused.status == 400, wrong.constData());
            QCOMPARE(json(refused)["parameter"].toString(), QStringLiteral("cursor"));
        }
    }
};

QTEST_GUILESS_MAIN(TestSearchRoutes)
#include "tst_search_routes.moc"
