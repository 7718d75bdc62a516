#include "origin/support/origin_fixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace vitrine;
using namespace vitrine::test;

namespace {

const QByteArray Base = QByteArray("/iiif/3/") + Picture; // 800 x 600 pixels
const QByteArray Key(32, 'k');

QJsonObject json(const origin::Response &response)
{
    return QJsonDocument::fromJson(response.body).object();
}

origin::UrlSettings listedOnly()
{
    origin::UrlSettings urls;
    urls.iiif.anyUnsigned = false;
    urls.signer = origin::UrlSigner({Key});
    return urls;
}

} // namespace

/// The IIIF addresses over HTTP: negotiation, links, what is listed, signed, kept and refused.
class TestIiifRoutes : public QObject
{
    Q_OBJECT

    static QByteArray header(const origin::Response &response, const char *name)
    {
        return OriginFixture::header(response, name);
    }

private slots:
    void redirectsToTheInformation()
    {
        OriginFixture fixture;
        const auto answer = fixture.ask(Base, {{"host", "shop.example:8480"}});
        QCOMPARE(answer.status, 303);
        QCOMPARE(header(answer, "Location"), "http://shop.example:8480" + Base + "/info.json");
        QCOMPARE(header(answer, "Access-Control-Allow-Origin"), QByteArray("*"));
        QCOMPARE(fixture.ask("/iiif/3/xyz").status, 404);
    }

    void negotiatesTheInformation()
    {
        OriginFixture fixture;
        const QByteArray linked = "application/ld+json;profile=\"http://iiif.io/api/image/3/context.json\"";
        const auto ask = [&](const QByteArray &accept) {
            OriginFixture::Headers headers{{"host", "h"}};
            if (!accept.isEmpty())
                headers.emplaceBack("accept", accept);
            return fixture.ask(Base + "/info.json", headers);
        };
        for (const char *accept : {"", "*/*", "application/ld+json",
                                   "application/ld+json;profile=\"http://iiif.io/api/image/3/context.json\"",
                                   "application/*", "application/json;q=0.5, application/ld+json"})
            QCOMPARE(header(ask(accept), "Content-Type"), linked);
        for (const char *accept : {"application/json", "application/ld+json;q=0.1, application/json"})
            QCOMPARE(header(ask(accept), "Content-Type"), QByteArray("application/json"));
        QCOMPARE(ask("image/png").status, 406);
        for (const char *accept : {"", "application/json", "image/png"}) {
            QCOMPARE(header(ask(accept), "Vary"), QByteArray("Accept"));
            QCOMPARE(header(ask(accept), "Access-Control-Allow-Origin"), QByteArray("*"));
        }
        const auto info = ask("");
        QCOMPARE(json(info)["id"].toString().toLatin1(), "http://h" + Base);
        QCOMPARE(json(info)["width"].toInt(), 800);
        QVERIFY(header(info, "ETag") != header(ask("application/json"), "ETag"));
        QCOMPARE(
            fixture.ask(Base + "/info.json", {{"host", "h"}, {"if-none-match", header(info, "ETag")}}).status,
            304);
        QCOMPARE(fixture.ask("/iiif/3/00000000000000000000000000000000/info.json", {{"host", "h"}}).status,
                 404);
        QCOMPARE(fixture.ask("/iiif/3/x/info.json", {{"host", "h"}}).status, 404);
        for (const char *host : {"", "a b", "a/b", "a\"b", "a<b"})
            QCOMPARE(fixture.ask(Base + "/info.json", {{"host", host}}).status, 400);
        origin::UrlSettings urls;
        urls.iiif.baseUrl = "https://pictures.example";
        OriginFixture named({}, urls);
        QCOMPARE(json(named.ask(Base + "/info.json", {{"host", "h"}}))["id"].toString().toLatin1(),
                 "https://pictures.example" + Base);
    }

    /// Every size and tile of info.json can be had, and is kept.
    void keepsItsWord()
    {
        OriginFixture fixture({}, listedOnly());
        const QJsonObject info = json(fixture.ask(Base + "/info.json", {{"host", "h"}}));
        QCOMPARE(info["profile"].toString(), QStringLiteral("level0"));
        int asked = 0;
        const auto good = [&](const QByteArray &path) {
            ++asked;
            return fixture.ask(Base + path).status == 200;
        };
        for (const auto &size : info["sizes"].toArray())
            QVERIFY(good("/full/" + QByteArray::number(size.toObject()["width"].toInt()) + ',' +
                         QByteArray::number(size.toObject()["height"].toInt()) + "/0/default.jpg"));
        const int tile = info["tiles"][0]["width"].toInt();
        for (const auto &factor : info["tiles"][0]["scaleFactors"].toArray()) {
            const int step = tile * factor.toInt();
            for (int y = 0; y < 600; y += step) {
                for (int x = 0; x < 800; x += step) {
                    const int w = std::min(step, 800 - x), h = std::min(step, 600 - y);
                    const auto number = [](int n) { return QByteArray::number(n); };
                    const int f = factor.toInt();
                    QVERIFY(good('/' + number(x) + ',' + number(y) + ',' + number(w) + ',' + number(h) + '/' +
                                 number((w + f - 1) / f) + ',' + number((h + f - 1) / f) +
                                 "/0/default.webp"));
                }
            }
        }
        QVERIFY(asked >= 7);
        QCOMPARE(fixture.renderer.renders.load(), asked);
        QVERIFY(good("/full/max/0/default.jpg"));
        QCOMPARE(fixture.renderer.renders.load(), asked - 1); // one of the sizes: it was kept
    }

    void linksToTheCanonicalForm()
    {
        OriginFixture fixture;
        const auto answer = fixture.ask(Base + "/pct:0,0,100,100/%5E!900,900/0/color.png", {{"host", "h"}});
        QCOMPARE(answer.status, 200);
        QCOMPARE(header(answer, "Link"), "<http://h" + Base +
                                             "/full/^900,675/0/default.png>;rel=\"canonical\", "
                                             "<http://iiif.io/api/image/3/level2.json>;rel=\"profile\"");
        QCOMPARE(header(answer, "Content-Type"), QByteArray("image/png"));
        QCOMPARE(header(answer, "Surrogate-Key"), QByteArray("image/") + Picture + " preset/iiif");
        const auto canonical = fixture.ask(Base + "/full/^900,675/0/default.png");
        QCOMPARE(header(canonical, "ETag"), header(answer, "ETag"));
        QCOMPARE(
            fixture.ask(Base + "/full/^900,675/0/default.png", {{"if-none-match", header(answer, "ETag")}})
                .status,
            304);
        QCOMPARE(fixture.ask(Base + "/full/max/0/default.jpg", {{"range", "bytes=0-9"}}).status, 206);
    }

    void answersByWhoseFaultItIs_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("parameter");
        const auto row = [](const char *path, int status, const char *parameter) {
            QTest::newRow(path) << QByteArray(path) << status << QString::fromLatin1(parameter);
        };
        row("/whole/max/0/default.jpg", 400, "region");
        row("/800,0,1,1/max/0/default.jpg", 400, "region");
        row("/full/801,/0/default.jpg", 400, "size");
        row("/full/max/361/default.jpg", 400, "rotation");
        row("/full/max/0/sepia.jpg", 400, "quality");
        row("/full/max/0/default.jp2", 400, "format");
        row("/full/max/0", 404, "");
        row("/full/max/0/default", 404, "");
    }

    void answersByWhoseFaultItIs()
    {
        QFETCH(QByteArray, path);
        QFETCH(int, status);
        QFETCH(QString, parameter);
        OriginFixture fixture;
        const auto answer = fixture.ask(Base + path);
        QCOMPARE(answer.status, status);
        QCOMPARE(json(answer)["parameter"].toString(), parameter);
        QCOMPARE(header(answer, "Access-Control-Allow-Origin"), QByteArray("*"));
        QCOMPARE(fixture.renderer.renders.load(), 0);
    }

    void knowsNoOtherPicture()
    {
        OriginFixture fixture;
        QCOMPARE(fixture.ask("/iiif/3/00000000000000000000000000000000/full/max/0/default.jpg").status, 404);
        QCOMPARE(fixture.ask("/iiif/3/..%2F..%2Fetc/full/max/0/default.jpg").status, 404);
        QCOMPARE(fixture.ask(Base + "/full/max/0/default.jpg", {{"accept", "image/png"}}).status, 406);
    }

    /// Sizes that nobody lists are made for their asker alone.
    void keepsOnlyWhatIsListedOrSigned()
    {
        origin::UrlSettings urls;
        urls.signer = origin::UrlSigner({Key});
        OriginFixture fixture({}, urls);
        const QByteArray odd = Base + "/full/317,/0/default.jpg";
        const auto first = fixture.ask(odd);
        QCOMPARE(first.status, 200);
        QCOMPARE(header(first, "Cache-Status"), QByteArray("Vitrine; fwd=miss"));
        QCOMPARE(fixture.ask(odd).status, 200);
        QCOMPARE(fixture.renderer.renders.load(), 2);
        QCOMPARE(fixture.images.counters().cachedVariants, 0);
        const QByteArray url = *urls.signer.sign(odd, std::nullopt);
        QCOMPARE(fixture.ask(url).status, 200);
        QCOMPARE(fixture.images.counters().cachedVariants, 1);
        QCOMPARE(header(fixture.ask(url), "Cache-Status"), QByteArray("Vitrine; hit"));
        QCOMPARE(fixture.renderer.renders.load(), 3);
    }

    void wantsASignatureWhereToldTo()
    {
        OriginFixture fixture({}, listedOnly());
        const QByteArray odd = Base + "/full/317,/0/default.jpg";
        const auto refused = fixture.ask(odd);
        QCOMPARE(refused.status, 403);
        QCOMPARE(header(refused, "Cache-Control"), QByteArray("no-store"));
        QCOMPARE(json(refused)["type"].toString(), QStringLiteral("urn:vitrine:problem:signature"));
        const qint64 now =
            std::chrono::duration_cast<std::chrono::seconds>(fixture.clock.wallTime().time_since_epoch())
                .count();
        const origin::UrlSigner signer({Key});
        const auto accepted = fixture.ask(*signer.sign(odd, now + 600));
        QCOMPARE(accepted.status, 200);
        QCOMPARE(header(accepted, "Cache-Control"), QByteArray("public, max-age=600"));
        QCOMPARE(fixture.ask(*signer.sign(odd, now)).status, 403);
        QVERIFY(json(fixture.ask(*signer.sign(odd, now)))["detail"].toString().contains(
            QLatin1String("expired")));
        QCOMPARE(fixture.ask(*origin::UrlSigner({QByteArray(32, 'x')}).sign(odd, now + 600)).status, 403);
        // The signature is of this path alone.
        const QByteArray query = signer.sign(odd, now + 600)->sliced(odd.size());
        QCOMPARE(fixture.ask(Base + "/full/318,/0/default.jpg" + query).status, 403);
        QCOMPARE(fixture.ask(Base + "/full/max/0/default.jpg").status, 200);
        QCOMPARE(fixture.renderer.renders.load(), 2);
    }

    /// A flood of sizes that nobody lists is shed before it holds up the rest.
    void shedsTheUnlisted()
    {
        origin::UrlSettings urls;
        urls.iiif.unlistedRenders = 2;
        OriginFixture fixture({}, urls);
        QCOMPARE(fixture.ask(Base + "/full/max/0/default.jpg").status, 200); // its size is known from here on
        fixture.renderer.hold();
        QSemaphore answered;
        for (const char *size :
             {"301,", "302,", "302,", "301,", "302,"}) { // two renders, however many wait for them
            fixture.origin.handle(
                {"GET", Base + "/full/" + size + "/0/default.jpg", {}, {}},
                [&](const origin::Response &response) { answered.release(response.status == 200); });
        }
        const auto shed = fixture.ask(Base + "/full/303,/0/default.jpg");
        QCOMPARE(shed.status, 503);
        QCOMPARE(header(shed, "Retry-After"), QByteArray("1"));
        QCOMPARE(fixture.ask(Base + "/full/max/0/default.jpg").status, 200);
        fixture.renderer.release();
        QVERIFY(answered.tryAcquire(5, 5000));
        QCOMPARE(fixture.renderer.renders.load(), 3);
        // A place is free a moment after its answer.
        QTRY_COMPARE(fixture.ask(Base + "/full/303,/0/default.jpg").status, 200);
    }
};

QTEST_GUILESS_MAIN(TestIiifRoutes)
#include "tst_iiif_routes.moc"
