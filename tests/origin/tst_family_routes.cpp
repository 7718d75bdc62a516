#include "origin/support/origin_fixture.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace vitrine;

/// The routes of families over a store that has none; over one that has them they are asked in tests/app.
class FamilyRoutesTest : public QObject
{
    Q_OBJECT

private slots:
    void sayThatThereAreNone()
    {
        test::OriginFixture fixture;
        for (const char *target : {"/v1/completeness", "/v1/products/A-1/completeness"}) {
            const origin::Response answer = fixture.ask(target);
            QCOMPARE(answer.status, 404);
            QVERIFY(answer.body.contains("no families"));
        }
    }

    void aCardStaysWhatItIs()
    {
        test::OriginFixture fixture;
        QVERIFY(!fixture.ask("/v1/products/A-1").body.contains("completeness"));
        const origin::Response asked = fixture.ask("/v1/products/A-1?parts=completeness,name");
        QCOMPARE(asked.status, 200);
        const QJsonObject card = QJsonDocument::fromJson(asked.body).object();
        QCOMPARE(card.keys(), (QStringList{QStringLiteral("completeness"), QStringLiteral("key"), QStringLiteral("name")}));
        QCOMPARE(card[u"completeness"][u"family"].toString(), QString());
    }
};

QTEST_GUILESS_MAIN(FamilyRoutesTest)
#include "tst_family_routes.moc"
