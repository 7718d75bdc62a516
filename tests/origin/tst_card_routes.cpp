#include "origin/support/origin_fixture.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace vitrine;
using test::OriginFixture;

namespace {

QByteArray header(const origin::Response &response, const char *name)
{
    return OriginFixture::header(response, name);
}
QJsonObject json(const origin::Response &response)
{
    return QJsonDocument::fromJson(response.body).object();
}

} // namespace

/// Cards over HTTP: on whose thread they are read, and which part of them.
class TestCardRoutes : public QObject
{
    Q_OBJECT

private slots:
    void answersStoredCardsOnTheCallersThread()
    {
        OriginFixture fixture;
        Qt::HANDLE thread = nullptr;
        fixture.origin.handle({"GET", "/v1/products/A-1", {}, {}},
                              [&](const origin::Response &) { thread = QThread::currentThreadId(); });
        QCOMPARE(thread, QThread::currentThreadId());
    }

    void whatWouldWaitIsReadElsewhereButForWhatIsInMemory()
    {
        OriginFixture fixture;
        const auto here = fixture.ask("/v1/products/A-1");
        fixture.catalog.waits = true;
        const int reads = fixture.catalog.cardReads;
        QCOMPARE(fixture.ask("/v1/products/A-1").body, here.body);
        QCOMPARE(fixture.catalog.cardReads.load(), reads + 1);
        fixture.catalog.inMemory = {QStringLiteral("A-1")};
        Qt::HANDLE thread = nullptr;
        origin::Response kept;
        fixture.origin.handle({"GET", "/v1/products/A-1", {}, {}}, [&](const origin::Response &response) {
            thread = QThread::currentThreadId();
            kept = response;
        });
        QCOMPARE(thread, QThread::currentThreadId());
        QCOMPARE(kept.body, here.body);
        QCOMPARE(header(kept, "ETag"), header(here, "ETag"));
        QCOMPARE(fixture.catalog.cardReads.load(), reads + 1);
        QCOMPARE(json(fixture.ask("/v1/products/A-1?channel=SG&locale=en_SG"))["name"].toString(), QStringLiteral("SG/en_SG")); // another document
    }

    void scopesAndCutsCards()
    {
        OriginFixture fixture;
        QCOMPARE(json(fixture.ask("/v1/products/A-1?channel=SG&locale=en_SG"))["name"].toString(),
                 QStringLiteral("SG/en_SG"));
        QCOMPARE(fixture.ask("/v1/products/A-1?parts=attributes").body,
                 QByteArray(R"({"key":"A-1","attributes":{"w":1.5}})"));
        QCOMPARE(fixture.ask("/v1/products/A-1?parts=stock").body, QByteArray(R"({"key":"A-1"})"));
        const auto wrong = fixture.ask("/v1/products/A-1?parts=colour");
        QCOMPARE(wrong.status, 400);
        QCOMPARE(json(wrong)["parameter"].toString(), QStringLiteral("parts"));
    }
};

QTEST_GUILESS_MAIN(TestCardRoutes)
#include "tst_card_routes.moc"
